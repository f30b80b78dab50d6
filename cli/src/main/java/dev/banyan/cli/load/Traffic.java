package dev.banyan.cli.load;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Sends calls at the expense of one stage and judges their answers. Thread-safe. */
final class Traffic {

  private final Exchange exchange;
  private final LoadStatistics statistics;
  private final SocialModel model;

  Traffic(Exchange exchange, LoadStatistics statistics, SocialModel model) {
    this.exchange = exchange;
    this.statistics = statistics;
    this.model = model;
  }

  /** Sends and counts; the answer is not judged yet. */
  CompletableFuture<Answer> send(Call call) {
    return exchange
        .send(call)
        .whenComplete((answer, error) -> recorder(call).answered(call, answer));
  }

  /** A look at an own write; it is due now. */
  CompletableFuture<Answer> send(Call write, Operation check, String path) {
    return send(check(write, check, path));
  }

  static Call check(Call write, Operation check, String path) {
    return new Call(check, "GET", path, write.user(), null, write.stage(), System.nanoTime());
  }

  void failed(Call call, Answer answer, @Nullable String kind) {
    recorder(call).failed(call, answer, kind == null ? answer.kind() : kind, user(call));
  }

  void stale(Call call, Answer answer, String kind) {
    recorder(call).stale(call, answer, kind, user(call));
  }

  void unchecked(Call call) {
    recorder(call).unchecked();
  }

  private StageRecorder recorder(Call call) {
    return statistics.stage(call.stage());
  }

  private String user(Call call) {
    return model.userId(call.user());
  }
}
