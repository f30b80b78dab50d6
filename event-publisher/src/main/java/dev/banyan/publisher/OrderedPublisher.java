package dev.banyan.publisher;

import dev.banyan.events.Buckets;
import dev.banyan.events.EnvelopeCodec;
import dev.banyan.events.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/**
 * Publishes events to Kinesis, at least once and in order per partition key, through partial
 * failures, throttling and lost answers.
 *
 * <p>{@code PutRecords} accepts records behind a failed one, so plain retries would reorder. Here a
 * {@link Lane} has one request in flight, and a request at most one Kinesis record of each bucket:
 * an aggregate of the bucket's events, which is stored as a whole or not at all. Retries are made
 * here and nowhere else: give the client no retries of its own ({@code overrideConfiguration(c ->
 * c.retryStrategy(AwsRetryStrategy.doNotRetry()))}).
 *
 * <p>A request that ran into its timeout may still arrive after it was sent again and acknowledged;
 * then an older state of a key follows a newer one once more. Versioned writes make that harmless.
 *
 * <p>Thread-safe. The queue is bounded by bytes of envelopes; beside it there is one more copy of
 * what is in flight.
 */
public final class OrderedPublisher implements EventSink, AutoCloseable {

  private final PublisherConfig config;
  private final EnvelopeCodec codec = new EnvelopeCodec();
  private final Counters counters = new Counters();
  private final Semaphore room;
  private final Settlement settlement;
  private final List<Lane> lanes;
  private final List<Thread> threads = new ArrayList<>();

  /** Starts its lanes; the client stays the caller's to close, after this. */
  public OrderedPublisher(KinesisClient kinesis, PublisherConfig config) {
    this(kinesis, config, RandomGenerator.getDefault());
  }

  OrderedPublisher(KinesisClient kinesis, PublisherConfig config, RandomGenerator random) {
    this.config = config;
    this.room = new Semaphore(config.queueBytes(), true);
    this.settlement =
        new Settlement(
            counters, room, new Backoff(config.firstRetry(), config.lastRetry(), random));
    RecordSender sender = new RecordSender(kinesis, config, counters);
    int width = Buckets.COUNT / config.lanes();
    this.lanes =
        IntStream.range(0, config.lanes())
            .mapToObj(i -> new Lane(i * width, width, config, sender, settlement))
            .toList();
    lanes.forEach(lane -> threads.add(startThread(lane)));
  }

  private Thread startThread(Lane lane) {
    Thread thread = new Thread(lane, "banyan-publisher-" + config.stream());
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  @Override
  public CompletableFuture<PublishOutcome> publish(Event event) {
    byte[] envelope = codec.encode(event);
    int alone = SealedRecord.bytesAlone(envelope);
    if (alone > config.recordBytes()) {
      counters.tooLarge();
      return done(new PublishOutcome.TooLarge(alone, config.recordBytes()));
    }
    return waitForRoom(envelope.length) ? enqueue(event.bucket(), envelope) : queueFull();
  }

  private boolean waitForRoom(int bytes) {
    try {
      return room.tryAcquire(bytes, config.queueWait().toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private CompletableFuture<PublishOutcome> queueFull() {
    counters.queueFull();
    return done(new PublishOutcome.QueueFull(queuedBytes(), config.queueBytes()));
  }

  private CompletableFuture<PublishOutcome> enqueue(int bucket, byte[] envelope) {
    PendingEvent pending =
        new PendingEvent(bucket, envelope, System.nanoTime(), new CompletableFuture<>());
    Lane lane = lanes.get(bucket * lanes.size() / Buckets.COUNT);
    if (!lane.add(pending)) {
      room.release(envelope.length);
      return done(Settlement.closed());
    }
    return pending.outcome();
  }

  private static CompletableFuture<PublishOutcome> done(PublishOutcome outcome) {
    return CompletableFuture.completedFuture(outcome);
  }

  private long queuedBytes() {
    return (long) config.queueBytes() - room.availablePermits();
  }

  /** The counters now. */
  public PublisherMetrics metrics() {
    long now = System.nanoTime();
    Duration oldest =
        lanes.stream()
            .map(lane -> lane.oldest(now))
            .max(Comparator.naturalOrder())
            .orElse(Duration.ZERO);
    return counters.snapshot(queuedBytes(), oldest);
  }

  /** Closes within the configured time for draining. */
  @Override
  public void close() {
    close(config.drain());
  }

  /**
   * Takes no more events, sends what is queued for as long as the limit allows, then gives up.
   *
   * @return what was not acknowledged; it was answered {@link PublishOutcome.Unsent}
   */
  public CloseReport close(Duration limit) {
    lanes.forEach(Lane::drain);
    long deadline = System.nanoTime() + limit.toNanos();
    for (int i = 0; i < lanes.size(); i++) {
      end(lanes.get(i), threads.get(i), deadline);
    }
    return settlement.report();
  }

  private static void end(Lane lane, Thread thread, long deadline) {
    try {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      thread.join(Math.max(1, left));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    lane.abandon(); // first, so that the report is whole and every caller has been told
    thread.interrupt();
  }
}
