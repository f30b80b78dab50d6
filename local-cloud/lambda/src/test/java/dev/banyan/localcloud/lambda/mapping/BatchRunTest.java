package dev.banyan.localcloud.lambda.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.localcloud.lambda.runtime.InvocationResult;
import dev.banyan.localcloud.lambda.runtime.InvocationResult.Cause;
import dev.banyan.localcloud.lambda.runtime.InvocationResult.Failed;
import dev.banyan.localcloud.lambda.runtime.InvocationResult.Returned;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BatchRunTest {

  private static final InvocationResult OK = returned("{}");
  private static final InvocationResult FAILED = new Failed(Cause.FUNCTION_ERROR, "on purpose");

  private final MappingMetrics metrics = new MappingMetrics();

  @Test
  void run_bisectsUntilThePoisonIsAlone() throws Exception {
    FakeSurroundings world = new FakeSurroundings(n -> n.contains("3") ? FAILED : OK);

    run(world, new RetryPolicy(true, 1, null), false);

    assertThat(world.events)
        .containsExactly("1,2,3,4,5,6", "1,2,3", "1", "2,3", "2", "3", "3", "4,5,6");
    assertThat(world.discarded).singleElement().satisfies(this::isRecord3AfterTwoInvocations);
    assertThat(metrics.status("", "", 0, 0).handled()).isEqualTo(5);
  }

  private void isRecord3AfterTwoInvocations(DiscardedBatch batch) {
    assertThat(batch.records()).extracting(SourceRecord::sequenceNumber).containsExactly("3");
    assertThat(batch.invocations()).isEqualTo(2);
  }

  @Test
  void run_goesOnFromTheLowestReportedFailure() throws Exception {
    FakeSurroundings world = inTurn(failures("5", "3"), OK);

    run(world, new RetryPolicy(false, 3, null), true);

    assertThat(world.events).containsExactly("1,2,3,4,5,6", "3,4,5,6");
    assertThat(world.discarded).isEmpty();
  }

  @Test
  void run_takesAnUnknownOrEmptyIdentifierForACompleteFailure() throws Exception {
    FakeSurroundings world = inTurn(failures("99"), failures(""), OK);

    run(world, new RetryPolicy(false, 3, null), true);

    assertThat(world.events).containsExactly("1,2,3,4,5,6", "1,2,3,4,5,6", "1,2,3,4,5,6");
  }

  @Test
  void run_ignoresReportedFailuresIfTheMappingDoesNotAskForThem() throws Exception {
    FakeSurroundings world = inTurn(failures("3"));

    run(world, new RetryPolicy(false, 3, null), false);

    assertThat(world.events).hasSize(1);
  }

  @Test
  void run_discardsTheRestWhenRetriesAreUsedUpWithoutBisect() throws Exception {
    FakeSurroundings world = new FakeSurroundings(n -> failures(n.contains("4") ? "4" : n.get(0)));

    run(world, new RetryPolicy(false, 1, null), true);

    assertThat(world.events).containsExactly("1,2,3,4,5,6", "4,5,6");
    assertThat(world.discarded).singleElement();
    assertThat(world.discarded.get(0).records()).hasSize(3);
  }

  @Test
  void run_countsThrottlingNotAsARetry() throws Exception {
    Failed throttled = new Failed(Cause.THROTTLED, "busy");
    FakeSurroundings world = inTurn(throttled, throttled, throttled, OK);

    run(world, new RetryPolicy(true, 0, null), false);

    assertThat(world.events).hasSize(4).containsOnly("1,2,3,4,5,6");
    assertThat(world.discarded).isEmpty();
  }

  @Test
  void run_discardsRecordsThatGotTooOld() throws Exception {
    FakeSurroundings world = inTurn(OK);
    world.at(Records.ARRIVAL.plusSeconds(63));

    run(world, new RetryPolicy(false, -1, Duration.ofSeconds(60)), false);

    assertThat(world.events).containsExactly("3,4,5,6");
    assertThat(world.discarded)
        .singleElement()
        .satisfies(b -> assertThat(b.reason()).isEqualTo(DiscardedBatch.Reason.AGE));
  }

  @Test
  void run_triesAKilledFunctionAgainWithBackoff() throws Exception {
    FakeSurroundings world = inTurn(new Failed(Cause.PROCESS_ENDED, "exit code 137"), OK);

    run(world, new RetryPolicy(false, 5, null), true);

    assertThat(world.events).containsExactly("1,2,3,4,5,6", "1,2,3,4,5,6");
    assertThat(Duration.between(Records.ARRIVAL, world.now()))
        .isBetween(Duration.ofMillis(75), Duration.ofMillis(100));
    assertThat(metrics.status("", "", 0, 0).lastError()).contains("exit code 137");
  }

  private void run(FakeSurroundings world, RetryPolicy policy, boolean report) throws Exception {
    new BatchRun("shard", policy, report, world, metrics).run(Records.records(1, 6));
  }

  private static FakeSurroundings inTurn(InvocationResult... results) {
    Deque<InvocationResult> left = new ArrayDeque<>(List.of(results));
    return new FakeSurroundings(n -> left.remove());
  }

  private static InvocationResult failures(String... identifiers) {
    String items = "";
    for (String each : identifiers) {
      items += (items.isEmpty() ? "" : ",") + "{\"itemIdentifier\":\"" + each + "\"}";
    }
    return returned("{\"batchItemFailures\":[" + items + "]}");
  }

  private static InvocationResult returned(String json) {
    return new Returned(json.getBytes(StandardCharsets.UTF_8));
  }
}
