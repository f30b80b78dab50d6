package dev.banyan.stream;

import dev.banyan.events.Event;
import dev.banyan.events.SourceVersion;
import dev.banyan.stream.BatchResult.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.BooleanSupplier;

/**
 * Applies one batch. Used once, by one thread, which lends the work to the pool.
 *
 * <ol>
 *   <li>Every item goes to the lane of its key: one key, one thread, in order. Keys run side by
 *       side, also those of one bucket.
 *   <li>The first failure in a bucket stops what follows it in this bucket. What ran beside it may
 *       be further on: it comes again with the retry, which versioned writes make harmless.
 *   <li>When all lanes are done, each bucket's watermark moves to its last marker before its first
 *       failure: everything before that marker is in the tables (invariant 3).
 *   <li>The failure that is reported is the batch's first, because Lambda starts again from there.
 * </ol>
 */
final class RecordBatch {

  private final String capability;
  private final List<BatchItem> items;
  private final EventApplier applier;
  private final WatermarkTable watermarks;
  private final DeadLetterTable deadLetters;
  private final BooleanSupplier outOfTime;

  /** First failure by outer key, the order in the batch. */
  private final Map<String, Failure> failures = new ConcurrentHashMap<>();

  private final AtomicLongArray counts = new AtomicLongArray(Kind.values().length);

  RecordBatch(
      String capability,
      List<BatchItem> items,
      EventApplier applier,
      WatermarkTable watermarks,
      DeadLetterTable deadLetters,
      BooleanSupplier outOfTime) {
    this.capability = capability;
    this.items = items;
    this.applier = applier;
    this.watermarks = watermarks;
    this.deadLetters = deadLetters;
    this.outOfTime = outOfTime;
  }

  private record Failure(BatchItem item, String cause) {}

  BatchResult run(ExecutorService pool, int lanes) {
    Progress progress;
    try {
      progress = watermarks.progress(capability);
    } catch (RuntimeException e) {
      items.stream().findFirst().ifPresent(first -> fail(first, StoreFailure.describe(e)));
      return result();
    }
    applyAll(pool, lanes, progress);
    advanceWatermarks();
    return result();
  }

  private void applyAll(ExecutorService pool, int lanes, Progress progress) {
    List<List<BatchItem>> work = new ArrayList<>();
    for (int lane = 0; lane < lanes; lane++) {
      work.add(new ArrayList<>());
    }
    for (BatchItem item : items) {
      if (item.event() == null || !item.event().isMarker()) {
        work.get(Math.floorMod(item.key().hashCode(), lanes)).add(item);
      }
    }
    List<Callable<Void>> tasks = new ArrayList<>();
    for (List<BatchItem> lane : work) {
      if (!lane.isEmpty()) {
        tasks.add(() -> applyLane(lane, progress));
      }
    }
    await(pool, tasks);
  }

  private static void await(ExecutorService pool, List<Callable<Void>> tasks) {
    try {
      for (Future<Void> done : pool.invokeAll(tasks)) {
        done.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a batch was applied", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a lane broke off: " + e.getCause(), e);
    }
  }

  private Void applyLane(List<BatchItem> lane, Progress progress) {
    for (BatchItem item : lane) {
      if (!isBehindFailure(item)) {
        applyOrFail(item, progress);
      }
    }
    return null;
  }

  private boolean isBehindFailure(BatchItem item) {
    Failure failure = failures.get(item.lane());
    return failure != null && failure.item().order() < item.order();
  }

  private void applyOrFail(BatchItem item, Progress progress) {
    Event event = item.event();
    if (item.comesAgain()) {
      fail(item, item.defect());
      return;
    }
    if (outOfTime.getAsBoolean()) {
      fail(item, "the function's time is nearly over: the rest goes to the next invocation");
      return;
    }
    try (var scope = TraceScope.open(event == null ? Event.Trace.NONE : event.trace())) {
      count(event == null ? setAside(item, item.defect()) : apply(item, event, progress));
    } catch (RuntimeException e) {
      fail(item, StoreFailure.describe(e));
    }
  }

  private Kind apply(BatchItem item, Event event, Progress progress) {
    if (!applier.concerns(event)) {
      return Kind.IGNORED;
    }
    if (event.source().equals(Event.LEGACY) && progress.fences(event.version())) {
      return setAside(item, "bypass: legacy wrote after the switch");
    }
    Outcome outcome;
    try {
      outcome = applier.apply(event);
    } catch (RuntimeException e) {
      if (!StoreFailure.isPermanent(e)) {
        throw e;
      }
      outcome = new Outcome.Rejected(StoreFailure.describe(e));
    }
    if (outcome instanceof Outcome.Rejected rejected) {
      return setAside(item, rejected.reason());
    }
    return outcome instanceof Outcome.Applied
        ? Kind.APPLIED
        : outcome instanceof Outcome.AlreadyNewer ? Kind.ALREADY_NEWER : Kind.IGNORED;
  }

  private Kind setAside(BatchItem item, String cause) {
    deadLetters.put(item.deadLetter(capability, cause));
    return Kind.DEAD_LETTER;
  }

  private void fail(BatchItem item, String cause) {
    failures.merge(
        item.lane(),
        new Failure(item, cause),
        (a, b) -> a.item().order() <= b.item().order() ? a : b);
  }

  private void advanceWatermarks() {
    Map<Integer, SourceVersion> positions = new HashMap<>();
    Map<Integer, BatchItem> markers = new HashMap<>();
    for (BatchItem item : items) {
      Event event = item.event();
      if (event != null && event.isMarker() && !isBehindFailure(item)) {
        count(Kind.MARKER);
        positions.merge(item.bucket(), position(event), RecordBatch::later);
        markers.putIfAbsent(item.bucket(), item);
      }
    }
    try {
      watermarks.advance(capability, positions);
    } catch (RuntimeException e) { // a barrier must not get lost: it comes again
      markers.values().forEach(marker -> fail(marker, StoreFailure.describe(e)));
    }
  }

  private static SourceVersion position(Event marker) {
    String position = marker.data().path("position").asText("");
    return position.isEmpty() ? marker.version() : SourceVersion.parse(position);
  }

  private static SourceVersion later(SourceVersion a, SourceVersion b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  private void count(Kind kind) {
    counts.incrementAndGet(kind.ordinal());
  }

  private BatchResult result() {
    Map<Kind, Long> totals = new HashMap<>();
    for (Kind kind : Kind.values()) {
      totals.put(kind, counts.get(kind.ordinal()));
    }
    return failures.values().stream()
        .min(Comparator.comparingInt(failure -> failure.item().order()))
        .map(first -> new BatchResult(items.size(), totals, first.item(), first.cause()))
        .orElseGet(() -> new BatchResult(items.size(), totals, null, ""));
  }
}
