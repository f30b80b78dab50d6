package dev.banyan.publisher;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Some buckets that share one request in flight.
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
 * Runs on its own thread; the other methods are thread-safe.
 */
final class Lane implements Runnable {

  private final List<BucketQueue> queues;
  private final int firstBucket;
  private final PublisherConfig config;
  private final RecordSender sender;
  private final Settlement settlement;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long nextRequest = System.nanoTime();
  private int rotation;
  private boolean draining;
  private boolean ended;

  Lane(
      int firstBucket,
      int buckets,
      PublisherConfig config,
      RecordSender sender,
      Settlement settlement) {
    this.firstBucket = firstBucket;
    this.config = config;
    this.sender = sender;
    this.settlement = settlement;
    this.queues =
        IntStream.range(firstBucket, firstBucket + buckets)
            .mapToObj(bucket -> new BucketQueue(bucket, config))
            .toList();
  }

  /** Queues an event; false if the lane takes none any more. */
  boolean add(PendingEvent event) {
    lock.lock();
    try {
      if (draining || ended) {
        return false;
      }
      queue(event.bucket()).add(event);
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void run() {
    try {
      for (List<SealedRecord> batch = await(); !batch.isEmpty(); batch = await()) {
        settle(batch, sender.send(batch));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      abandon();
    }
  }

  /** The next request's records; waits for some. None when the lane has drained. */
  private List<SealedRecord> await() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (true) {
        long now = System.nanoTime();
        List<SealedRecord> batch = nextRequest - now <= 0 ? collect(now) : List.of();
        if (!batch.isEmpty()) {
          nextRequest = now + config.pace().toNanos();
          return batch;
        }
        if (ended || (draining && queues.stream().allMatch(BucketQueue::isEmpty))) {
          return List.of();
        }
        pause(now);
      }
    } finally {
      lock.unlock();
    }
  }

  private void pause(long now) throws InterruptedException {
    Optional<Long> wait =
        queues.stream()
            .flatMap(queue -> queue.dueAt(now).stream())
            .map(due -> Math.max(due - now, nextRequest - now))
            .min(Comparator.naturalOrder());
    if (wait.isPresent()) {
      changed.awaitNanos(wait.get());
    } else {
      changed.await();
    }
  }

  private List<SealedRecord> collect(long now) {
    List<SealedRecord> batch = new ArrayList<>(queues.size());
    int[] room = {config.requestBytes()};
    rotated()
        .sorted(Comparator.comparing(queue -> !queue.hasFailed())) // stable: failed ones first
        .forEach(
            queue ->
                queue
                    .next(now, room[0])
                    .ifPresent(
                        sent -> {
                          batch.add(sent);
                          room[0] -= sent.requestBytes();
                        }));
    rotation = (rotation + 1) % queues.size();
    return batch;
  }

  private Stream<BucketQueue> rotated() {
    return IntStream.range(0, queues.size())
        .mapToObj(i -> queues.get((i + rotation) % queues.size()));
  }

  private void settle(List<SealedRecord> batch, List<RecordAnswer> answers) {
    List<Runnable> completions = new ArrayList<>();
    lock.lock();
    try {
      for (int i = 0; i < batch.size() && !ended; i++) {
        completions.add(settle(batch.get(i), answers.get(i)));
      }
    } finally {
      lock.unlock();
    }
    completions.forEach(Runnable::run);
  }

  private Runnable settle(SealedRecord sent, RecordAnswer answer) {
    if (answer instanceof RecordAnswer.Stored stored) {
      queue(sent.bucket()).acknowledged();
      return () -> settlement.acknowledged(sent, stored);
    }
    settlement.failed(sent, ((RecordAnswer.Failed) answer).cause());
    return () -> {};
  }

  private BucketQueue queue(int bucket) {
    return queues.get(bucket - firstBucket);
  }

  /** Takes nothing any more; ends when everything is acknowledged. */
  void drain() {
    lock.lock();
    try {
      draining = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Gives up on everything that is not acknowledged. */
  void abandon() {
    List<PendingEvent> left = new ArrayList<>();
    lock.lock();
    try {
      ended = true;
      queues.forEach(queue -> left.addAll(queue.abandon()));
      settlement.unsent(left); // counted before anybody else can find the lane empty
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    left.forEach(settlement::abandoned);
  }

  /** Age of the oldest event that is not acknowledged. */
  Duration oldest(long now) {
    lock.lock();
    try {
      return queues.stream()
          .flatMap(queue -> queue.oldest().stream())
          .map(since -> Duration.ofNanos(Math.max(0, now - since)))
          .max(Comparator.naturalOrder())
          .orElse(Duration.ZERO);
    } finally {
      lock.unlock();
    }
  }
}
