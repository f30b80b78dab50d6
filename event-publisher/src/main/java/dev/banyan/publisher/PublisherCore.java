package dev.banyan.publisher;

import dev.banyan.events.Buckets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a publisher decides, without threads, clocks or sockets: events and answers go in, requests
 * come out, time is an argument. The simulation runs this very class.
 *
 * <ol>
 *   <li>Each shard is a {@link Lane}, each bucket a {@link BucketQueue} that keeps its record until
 *       it is acknowledged.
 *   <li>A request without an answer after twice its timeout counts as unanswered; its records go
 *       again, and an answer that comes later is not looked at.
 *   <li>An answer from another shard than the lane's, or the refresh interval, asks for the list of
 *       shards ({@link ShardWatch}). If it has changed no lane starts a request until every request
 *       in flight is answered or given up; then the buckets are regrouped, with what waits in them.
 * </ol>
 *
 * Not thread-safe: its owner confines it.
 */
final class PublisherCore {

  private static final long BREAKER_PROBE = 10_000_000;

  private final PublisherConfig config;
  private final Settlement settlement;
  private final StreamBreaker breaker;
  private final OrderingRules rules;
  private final List<BucketQueue> queues;
  private final ShardWatch watch;
  private List<Lane> lanes;
  private boolean draining;
  private boolean ended;

  PublisherCore(
      PublisherConfig config,
      Settlement settlement,
      StreamBreaker breaker,
      OrderingRules rules,
      long now) {
    this.config = config;
    this.settlement = settlement;
    this.breaker = breaker;
    this.rules = rules;
    this.queues =
        IntStream.range(0, Buckets.COUNT).mapToObj(bucket -> rules.queue(bucket, config)).toList();
    this.watch = new ShardWatch(config.delivery().shardRefresh(), now);
    this.lanes = unknownShards(now);
  }

  /** Each lane may be a shard: so it is paced like one. */
  private List<Lane> unknownShards(long now) {
    ShardPace pace = watch.follows() ? config.delivery().shardPace() : ShardPace.UNLIMITED;
    int width = Buckets.COUNT / config.lanes();
    return IntStream.range(0, config.lanes())
        .mapToObj(i -> queues.subList(i * width, (i + 1) * width))
        .map(part -> new Lane("", part, config, new ShardMeter(pace, now), now))
        .toList();
  }

  /** Queues an event; whether {@link #due} should be looked at earlier than it said. */
  boolean add(PendingEvent event) {
    return queues.get(event.bucket()).add(event);
  }

  boolean takesEvents() {
    return !draining && !ended;
  }

  /** The requests to send now. Each is answered by {@link #answered}, or given up. */
  List<Request> due(long now, List<Runnable> completions) {
    expire(now, completions);
    if (ended || !regrouped(now)) {
      return List.of();
    }
    List<Request> requests = new ArrayList<>();
    for (Lane lane : lanes) {
      if (lane.dueAt(now).filter(due -> due - now <= 0).isPresent()) {
        next(lane, now).ifPresent(requests::add);
      }
    }
    return requests;
  }

  private Optional<Request> next(Lane lane, long now) {
    if (!breaker.tryAcquire()) {
      lane.holdUntil(now + BREAKER_PROBE);
      return Optional.empty();
    }
    Optional<Request> request = lane.next(now);
    if (request.isEmpty()) {
      breaker.giveBack();
    }
    return request;
  }

  private void expire(long now, List<Runnable> completions) {
    for (Lane lane : lanes) {
      Request request = lane.inFlight();
      if (request != null && now - request.sentAt() >= patience()) {
        completions.addAll(answered(request, RecordAnswer.unanswered(request), now));
      }
    }
  }

  private long patience() {
    return 2 * config.times().request().toNanos();
  }

  /** Settles a request; what is returned runs outside the owner's lock and tells the callers. */
  List<Runnable> answered(Request request, List<RecordAnswer> answers, long now) {
    List<Runnable> completions = new ArrayList<>();
    if (ended || !rules.isAwaited(request)) {
      return completions;
    }
    request.lane().answered();
    judge(request, answers, now);
    for (int i = 0; i < request.records().size(); i++) {
      settle(request, i, answers, now, completions);
    }
    return completions;
  }

  /** Tells the breaker: only a request that failed as a whole speaks against the stream. */
  private void judge(Request request, List<RecordAnswer> answers, long now) {
    long took = now - request.sentAt();
    Optional<RetryCause> cause = RecordAnswer.commonFailure(answers);
    if (cause.isPresent() && cause.get() != RetryCause.THROTTLED) {
      breaker.failed(took, cause.get());
    } else {
      breaker.answered(took);
    }
  }

  private void settle(
      Request request,
      int index,
      List<RecordAnswer> answers,
      long now,
      List<Runnable> completions) {
    SealedRecord record = request.records().get(index);
    RecordAnswer answer = rules.answerOf(index, answers);
    if (rules.isStored(answer)) {
      if (answer instanceof RecordAnswer.Stored stored) {
        watch.stored(record.bucket(), stored.shardId(), request.lane().shard(), now);
      }
      queues.get(record.bucket()).acknowledged(record);
      completions.add(() -> settlement.acknowledged(record, answer, rules.bytesToRelease(record)));
    } else {
      RetryCause cause = ((RecordAnswer.Failed) answer).cause();
      settlement.failed(record, cause, now);
      queues.get(record.bucket()).failed(record, cause);
    }
  }

  /** Whether the shards are to be listed now; then {@link #shards} answers. */
  boolean wantsShards(long now) {
    return !ended && !draining && watch.asks(now);
  }

  /** The stream's shards now; empty if they could not be listed. */
  void shards(Optional<ShardMap> listed, long now) {
    watch.listed(listed, now);
  }

  /** Whether the lanes are those of the newest known shards: if not, they drain first. */
  private boolean regrouped(long now) {
    Optional<ShardMap> wanted = watch.wanted();
    if (wanted.isEmpty()) {
      return true;
    }
    if (!rules.mayRegroup(lanes)) {
      return false;
    }
    lanes = lanesOf(wanted.get(), now);
    watch.regrouped();
    settlement.regrouped();
    return true;
  }

  private List<Lane> lanesOf(ShardMap map, long now) {
    List<Lane> regrouped = new ArrayList<>();
    for (Map.Entry<String, List<Integer>> shard : map.bucketsByShard().entrySet()) {
      List<BucketQueue> part = shard.getValue().stream().map(queues::get).toList();
      regrouped.add(
          lanes.stream()
              .filter(lane -> lane.serves(shard.getKey(), part))
              .findFirst()
              .orElseGet(() -> newLane(shard.getKey(), part, now)));
    }
    return List.copyOf(regrouped);
  }

  /** A shard that was written to, or may have been, goes on with what it has had. */
  private Lane newLane(String shard, List<BucketQueue> part, long now) {
    ShardMeter meter =
        lanes.stream()
            .filter(lane -> lane.shard().equals(shard) || isUnknown(lane, part))
            .findFirst()
            .map(lane -> lane.meter().copy())
            .orElseGet(() -> new ShardMeter(config.delivery().shardPace(), now));
    return new Lane(shard, part, config, meter, now);
  }

  private static boolean isUnknown(Lane lane, List<BucketQueue> part) {
    return lane.shard().isEmpty() && lane.has(part.get(0));
  }

  /** When {@link #due} or {@link #wantsShards} has something to do if nothing else happens. */
  Optional<Long> nextDue(long now) {
    if (watch.wanted().isPresent() && rules.mayRegroup(lanes)) {
      return Optional.of(now);
    }
    List<Long> waits = new ArrayList<>();
    for (Lane lane : lanes) {
      Request request = lane.inFlight();
      if (request != null) {
        waits.add(request.sentAt() + patience() - now);
      } else if (watch.wanted().isEmpty()) {
        lane.dueAt(now).ifPresent(due -> waits.add(due - now));
      }
    }
    if (!draining) {
      watch.due().ifPresent(due -> waits.add(due - now));
    }
    return waits.stream().min(Comparator.naturalOrder()).map(wait -> now + Math.max(0, wait));
  }

  /** Takes no more events. */
  void drain() {
    draining = true;
  }

  boolean isDone() {
    return ended || (draining && queues.stream().allMatch(BucketQueue::isEmpty));
  }

  /** Gives up on everything that is not acknowledged, and returns it. */
  List<PendingEvent> abandon() {
    ended = true;
    List<PendingEvent> left = new ArrayList<>();
    queues.forEach(queue -> left.addAll(queue.abandon()));
    return left;
  }

  /** When the oldest event that is not acknowledged was queued. */
  Optional<Long> oldest(long now) {
    return queues.stream()
        .flatMap(queue -> queue.oldest().stream())
        .min(Comparator.comparingLong(since -> since - now));
  }

  List<Lane> lanes() {
    return lanes;
  }

  int inFlight() {
    return (int) lanes.stream().filter(lane -> !lane.isIdle()).count();
  }
}
