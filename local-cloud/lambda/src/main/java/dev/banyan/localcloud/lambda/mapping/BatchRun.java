package dev.banyan.localcloud.lambda.mapping;

import dev.banyan.localcloud.lambda.mapping.RetryPolicy.Next;
import dev.banyan.localcloud.lambda.runtime.InvocationResult;
import dev.banyan.localcloud.lambda.runtime.InvocationResult.Cause;
import dev.banyan.localcloud.lambda.runtime.InvocationResult.Failed;
import dev.banyan.localcloud.lambda.runtime.InvocationResult.Returned;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Brings one batch to its end: all its records were handled, or were discarded as the mapping says.
 * Parts are worked on in order, so a record is never tried while an earlier one is undecided. Not
 * thread-safe.
 */
final class BatchRun {

  private record Part(List<SourceRecord> records, int failures) {}

  private final String shard;
  private final RetryPolicy policy;
  private final boolean reportItemFailures;
  private final Surroundings surroundings;
  private final MappingMetrics metrics;
  private final Backoff backoff;
  private final Deque<Part> parts = new ArrayDeque<>();

  BatchRun(
      String shard,
      RetryPolicy policy,
      boolean reportItemFailures,
      Surroundings surroundings,
      MappingMetrics metrics) {
    this.shard = shard;
    this.policy = policy;
    this.reportItemFailures = reportItemFailures;
    this.surroundings = surroundings;
    this.metrics = metrics;
    this.backoff = Backoff.OF_BATCHES;
  }

  /**
   * Returns when every record is handled or discarded.
   *
   * @throws InterruptedException if the host stops first; the batch is then not done
   */
  void run(List<SourceRecord> batch) throws InterruptedException {
    parts.push(new Part(batch, 0));
    int failuresInARow = 0;
    while (!parts.isEmpty()) {
      Part part = withoutTooOld(parts.pop());
      if (part.records().isEmpty()) {
        continue;
      }
      InvocationResult result = surroundings.invoke(event(part));
      OptionalInt failed = firstFailed(result, part);
      if (failed.isEmpty()) {
        failuresInARow = 0;
        metrics.handled(part.records().size());
        continue;
      }
      failuresInARow = failed.getAsInt() > 0 ? 1 : failuresInARow + 1;
      metrics.failed(reason(result));
      metrics.handled(failed.getAsInt());
      if (goesOn(part, failed.getAsInt(), result)) {
        surroundings.pause(backoff.delay(failuresInARow));
      }
    }
  }

  private static byte[] event(Part part) {
    return EventJson.records(part.records().stream().map(SourceRecord::json).toList());
  }

  private OptionalInt firstFailed(InvocationResult result, Part part) {
    if (!(result instanceof Returned returned)) {
      return OptionalInt.of(0);
    }
    if (!reportItemFailures) {
      return OptionalInt.empty();
    }
    List<String> numbers = part.records().stream().map(SourceRecord::sequenceNumber).toList();
    Optional<Set<String>> failures = BatchResponse.failures(returned.payload(), numbers);
    if (failures.isEmpty()) {
      return OptionalInt.of(0);
    }
    return numbers.stream().filter(failures.get()::contains).mapToInt(numbers::indexOf).findFirst();
  }

  private static String reason(InvocationResult result) {
    return result instanceof Failed failed
        ? failed.cause() + ": " + failed.message()
        : "the function reported failed items";
  }

  /** Whether there is something to be tried again. */
  private boolean goesOn(Part part, int firstFailed, InvocationResult result)
      throws InterruptedException {
    if (result instanceof Failed failed && !counts(failed.cause())) {
      parts.push(part);
      return true;
    }
    List<SourceRecord> records = part.records();
    Next next = policy.afterFailure(records.size(), firstFailed, part.failures());
    if (next instanceof Next.Discard discard) {
      discard(
          records.subList(discard.from(), records.size()),
          DiscardedBatch.Reason.RETRIES,
          discard.invocations());
      return false;
    }
    if (next instanceof Next.Split split) {
      parts.push(new Part(records.subList(split.at(), records.size()), split.failures()));
      parts.push(new Part(records.subList(split.from(), split.at()), split.failures()));
    } else if (next instanceof Next.Retry retry) {
      parts.push(new Part(records.subList(retry.from(), records.size()), retry.failures()));
    }
    return true;
  }

  /** What is not the function's fault uses up no retry. */
  private static boolean counts(Cause cause) {
    return cause != Cause.THROTTLED && cause != Cause.HOST_CLOSED;
  }

  private Part withoutTooOld(Part part) throws InterruptedException {
    int old = 0;
    while (old < part.records().size() && isTooOld(part.records().get(old))) {
      old++;
    }
    if (old == 0) {
      return part;
    }
    discard(part.records().subList(0, old), DiscardedBatch.Reason.AGE, part.failures());
    return new Part(part.records().subList(old, part.records().size()), 0);
  }

  private boolean isTooOld(SourceRecord record) {
    return policy.isTooOld(Duration.between(record.arrival(), surroundings.now()));
  }

  private void discard(List<SourceRecord> records, DiscardedBatch.Reason reason, int invocations)
      throws InterruptedException {
    surroundings.discard(new DiscardedBatch(shard, records, reason, invocations));
    metrics.discarded(records.size());
  }
}
