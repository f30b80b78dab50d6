package dev.banyan.localcloud.lambda.mapping;

import dev.banyan.localcloud.lambda.runtime.InvocationResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** A function written in the test, time that stands still unless a pause passes. */
final class FakeSurroundings implements Surroundings {

  final List<String> events = new ArrayList<>();
  final List<DiscardedBatch> discarded = new ArrayList<>();
  private final Function<List<String>, InvocationResult> function;
  private Instant now = Records.ARRIVAL;

  /**
   * @param function gets the records' numbers
   */
  FakeSurroundings(Function<List<String>, InvocationResult> function) {
    this.function = function;
  }

  void at(Instant time) {
    now = time;
  }

  @Override
  public synchronized InvocationResult invoke(byte[] event) {
    String text = new String(event, StandardCharsets.UTF_8);
    String numbers = text.substring("{\"Records\":[".length(), text.length() - 2);
    events.add(numbers);
    return function.apply(Stream.of(numbers.split(",")).toList());
  }

  @Override
  public void discard(DiscardedBatch batch) {
    discarded.add(batch);
  }

  @Override
  public Instant now() {
    return now;
  }

  @Override
  public void pause(Duration time) {
    now = now.plus(time);
  }
}
