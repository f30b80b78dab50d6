package dev.banyan.publisher;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The buckets of one shard; they share one request in flight and the shard's pace.
 *
 * <ol>
 *   <li>A request takes at most one record of each bucket: failed ones first, with the same bytes,
 *       then new ones in rotation.
 *   <li>A record that fails, or whose answer is lost, stays its bucket's next record; nothing of
 *       that bucket is sent until it is acknowledged. Other buckets go on.
 *   <li>So Kinesis never sees a later record of a bucket before an earlier one is acknowledged,
 *       whatever it accepts behind a failed record of the same request.
 * </ol>
 *
 * Confined to its publisher's core.
 */
final class Lane {

  /** A bucket's share of a request is never cut below this, so that records stay worth sending. */
  private static final int LEAST_SHARE = 8_192;

  private final String shard;
  private final List<BucketQueue> queues;
  private final PublisherConfig config;
  private final ShardMeter meter;
  private long nextRequest;
  private int rotation;
  private @Nullable Request inFlight;

  /**
   * A lane.
   *
   * @param shard its id; empty while the shards are not known
   * @param meter of the shard's pace
   */
  Lane(String shard, List<BucketQueue> queues, PublisherConfig config, ShardMeter meter, long now) {
    this.shard = shard;
    this.queues = List.copyOf(queues);
    this.config = config;
    this.meter = meter;
    this.nextRequest = now;
  }

  String shard() {
    return shard;
  }

  /** Whether this is already the lane of a shard with these buckets. */
  boolean serves(String wantedShard, List<BucketQueue> buckets) {
    return shard.equals(wantedShard) && queues.equals(buckets);
  }

  boolean has(BucketQueue queue) {
    return queues.contains(queue);
  }

  ShardMeter meter() {
    return meter;
  }

  boolean isIdle() {
    return inFlight == null;
  }

  boolean awaits(Request request) {
    return inFlight == request;
  }

  @Nullable Request inFlight() {
    return inFlight;
  }

  void answered() {
    inFlight = null;
  }

  /** Waits at least this long before the next request. */
  void holdUntil(long time) {
    nextRequest = time - nextRequest > 0 ? time : nextRequest;
  }

  /** When the next request may go, {@link Ticker} time; empty if there is nothing to send. */
  Optional<Long> dueAt(long now) {
    if (inFlight != null) {
      return Optional.empty();
    }
    return queues.stream()
        .flatMap(queue -> queue.dueAt(now).stream())
        .min(Comparator.comparingLong(due -> due - now))
        .map(due -> Math.max(Math.max(due - now, nextRequest - now), 0))
        .map(wait -> now + Math.max(wait, pause(now)));
  }

  /** How long the shard's pace wants a pause for what is due. */
  private long pause(long now) {
    List<BucketQueue> due = due(now);
    if (due.isEmpty()) {
      return 0;
    }
    long wanted = due.stream().mapToLong(BucketQueue::waitingBytes).sum();
    return meter.pause(
        Math.min(wanted, config.sizes().request()), due.size(), due.get(0).headBytes(), now);
  }

  /** The next request, which counts as in flight from now on; none if nothing is due. */
  Optional<Request> next(long now) {
    List<SealedRecord> batch = collect(now);
    if (batch.isEmpty()) {
      return Optional.empty();
    }
    meter.take(batch.stream().mapToInt(SealedRecord::requestBytes).sum(), batch.size(), now);
    nextRequest = now + config.times().pace().toNanos();
    Request request = new Request(this, batch, now);
    inFlight = request;
    return Optional.of(request);
  }

  private List<SealedRecord> collect(long now) {
    List<BucketQueue> due = due(now);
    List<SealedRecord> batch = new ArrayList<>(due.size());
    int tokens = meter.bytes(now);
    int share = Math.max(LEAST_SHARE, tokens / Math.max(1, due.size()));
    Room room = new Room(config.sizes().request(), tokens, share, true);
    int most = Math.max(1, meter.records(now));
    for (int i = 0; i < due.size() && batch.size() < most; ) {
      Optional<SealedRecord> record = due.get(i).next(now, room);
      record.ifPresent(batch::add);
      room = record.isPresent() ? room.without(record.get().requestBytes()) : room;
      i += record.isPresent() ? 0 : 1; // a queue gives one record, then none until it is settled
    }
    rotation = (rotation + 1) % queues.size();
    return batch;
  }

  /** What may go now: failed ones first, the rest in rotation. */
  private List<BucketQueue> due(long now) {
    return IntStream.range(0, queues.size())
        .mapToObj(i -> queues.get((i + rotation) % queues.size()))
        .filter(queue -> queue.isDue(now))
        .sorted(Comparator.comparing(queue -> !queue.hasFailed())) // stable
        .toList();
  }
}
