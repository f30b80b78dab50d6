package dev.banyan.publisher;

import dev.banyan.events.Buckets;
import dev.banyan.events.EnvelopeCodec;
import dev.banyan.events.EnvelopeFormatException;
import dev.banyan.events.Event;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/**
 * Publishes events to Kinesis, at least once and in order per partition key, through partial
 * failures, throttling, lost answers and resharding.
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
 * <p>Thread-safe. The queue is bounded by bytes; beside it there is one more copy of what is in
 * flight. Rights: {@code kinesis:PutRecords}, {@code kinesis:ListShards}.
 */
public final class OrderedPublisher implements EventSink, AutoCloseable {

  private final PublisherConfig config;
  private final UnsendableEvents unsendable;
  private final Ticker ticker;
  private final EnvelopeCodec codec = new EnvelopeCodec();
  private final Counters counters = new Counters();
  private final Semaphore room;
  private final Settlement settlement;
  private final StreamBreaker breaker;
  private final RecordSender sender;
  private final ShardReader shards;
  private final PublisherLoop loop;
  private final Thread thread;

  /** Starts its threads; the client stays the caller's to close, after this. */
  public OrderedPublisher(KinesisClient kinesis, PublisherConfig config) {
    this(kinesis, config, UnsendableEvents.TO_CALLER);
  }

  /** The same, with a place for events that no record can carry or that cannot be written. */
  public OrderedPublisher(
      KinesisClient kinesis, PublisherConfig config, UnsendableEvents unsendable) {
    this(kinesis, config, unsendable, System::nanoTime, RandomGenerator.getDefault());
  }

  OrderedPublisher(
      KinesisClient kinesis,
      PublisherConfig config,
      UnsendableEvents unsendable,
      Ticker ticker,
      RandomGenerator random) {
    this.config = config;
    this.unsendable = unsendable;
    this.ticker = ticker;
    this.room = new Semaphore(config.sizes().queue(), true);
    Backoff backoff = new Backoff(config.times().firstRetry(), config.times().lastRetry(), random);
    this.settlement = new Settlement(counters, room, backoff);
    this.breaker = new StreamBreaker(config.stream(), config.delivery().breaker(), ticker);
    this.sender = new RecordSender(kinesis, config, counters);
    this.shards = new ShardReader(kinesis, config);
    String name = "banyan-publisher-" + config.stream();
    PublisherCore core =
        new PublisherCore(config, settlement, breaker, OrderingRules.REAL, ticker.nanos());
    this.loop = new PublisherLoop(name, core, sender, shards, settlement, ticker);
    this.thread = PublisherLoop.daemon(loop, name);
    thread.start();
  }

  /**
   * Asks Kinesis for the stream, so that a wrong name or a missing right shows at start and not in
   * the first event.
   *
   * @throws PublisherException if the stream is not there or may not be used, with the remedy
   */
  public void requireStream() {
    shards.requireStream();
  }

  @Override
  public CompletableFuture<PublishOutcome> publish(Event event) {
    byte[] envelope;
    try {
      envelope = codec.encode(event);
    } catch (EnvelopeFormatException e) {
      return unwritable(event, e);
    }
    int alone = SealedRecord.bytesAlone(envelope);
    return alone > config.sizes().record()
        ? oversized(event, alone)
        : offer(event.bucket(), envelope, "");
  }

  /**
   * Publishes an event in an encoding of the caller's own, under the same promises as {@link
   * #publish(Event)}.
   *
   * @return completes normally, always, with what became of the event; its callbacks must be quick
   */
  public CompletableFuture<PublishOutcome> publish(EncodedEvent event) {
    int alone = SealedRecord.bytesAlone(event.bytes());
    if (alone > config.sizes().record()) {
      counters.tooLarge();
      int limit = config.sizes().record();
      UnsendableEvents.Placement placement = unsendable.oversized(event, alone, limit);
      return placed(event.partitionKey(), placement, new PublishOutcome.TooLarge(alone, limit));
    }
    return offer(Buckets.of(event.partitionKey()), event.bytes(), event.id());
  }

  private CompletableFuture<PublishOutcome> unwritable(Event event, EnvelopeFormatException e) {
    String cause = String.valueOf(e.getMessage());
    UnsendableEvents.Placement placement = unsendable.unwritable(event, cause);
    return placed(event.partitionKey(), placement, new PublishOutcome.Unwritable(cause));
  }

  private CompletableFuture<PublishOutcome> oversized(Event event, int bytes) {
    counters.tooLarge();
    UnsendableEvents.Placement placement =
        unsendable.oversized(event, bytes, config.sizes().record());
    return placed(
        event.partitionKey(),
        placement,
        new PublishOutcome.TooLarge(bytes, config.sizes().record()));
  }

  private CompletableFuture<PublishOutcome> placed(
      String key, UnsendableEvents.Placement placement, PublishOutcome otherwise) {
    if (placement instanceof UnsendableEvents.SendInstead instead) {
      return SealedRecord.bytesAlone(instead.envelope()) > config.sizes().record()
          ? done(otherwise)
          : offer(Buckets.of(key), instead.envelope(), "");
    }
    if (placement instanceof UnsendableEvents.Kept kept) {
      counters.setAside();
      return done(new PublishOutcome.SetAside(kept.where(), kept.cause()));
    }
    return done(otherwise);
  }

  private CompletableFuture<PublishOutcome> offer(int bucket, byte[] bytes, String id) {
    if (!takeRoom(PendingEvent.queuedBytes(bytes, id))) {
      counters.queueFull();
      return done(new PublishOutcome.QueueFull(queuedBytes(), config.sizes().queue()));
    }
    PendingEvent pending =
        new PendingEvent(bucket, bytes, id, ticker.nanos(), new CompletableFuture<>());
    if (!loop.add(pending)) {
      room.release(pending.queuedBytes());
      return done(Settlement.closed());
    }
    return pending.outcome();
  }

  private boolean takeRoom(int bytes) {
    if (config.delivery().whenFull() == WhenFull.FAIL) {
      return room.tryAcquire(bytes);
    }
    try {
      return room.tryAcquire(bytes, config.times().queueWait().toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static CompletableFuture<PublishOutcome> done(PublishOutcome outcome) {
    return CompletableFuture.completedFuture(outcome);
  }

  private long queuedBytes() {
    return (long) config.sizes().queue() - room.availablePermits();
  }

  /** The counters now. */
  public PublisherMetrics metrics() {
    return counters.snapshot(queuedBytes(), loop.activity());
  }

  /** Whether events reach the stream, and what to do if not. */
  public PublisherHealth health() {
    PublisherLoop.Activity activity = loop.activity();
    PublisherHealth.Breaker state = breaker.state();
    String refusal = sender.refusal();
    if (!activity.open()) {
      return new PublisherHealth(
          PublisherHealth.State.CLOSED, state, activity.oldest(), "the publisher is closed");
    }
    if (refusal != null) {
      return new PublisherHealth(PublisherHealth.State.REFUSED, state, activity.oldest(), refusal);
    }
    boolean nothingWaits = activity.oldest().isZero(); // then nothing closes the breaker, either
    return state == PublisherHealth.Breaker.CLOSED || nothingWaits
        ? new PublisherHealth(PublisherHealth.State.UP, state, activity.oldest(), "")
        : new PublisherHealth(
            PublisherHealth.State.WAITING,
            state,
            activity.oldest(),
            "stream '" + config.stream() + "' does not answer; events wait and are tried again");
  }

  /** Closes within the configured time for draining. */
  @Override
  public void close() {
    close(config.times().drain());
  }

  /**
   * Takes no more events, sends what is queued for as long as the limit allows, then gives up. Not
   * to be called from an outcome's callback, which it would wait for.
   *
   * @return what was not acknowledged; it was answered {@link PublishOutcome.Unsent}
   */
  public CloseReport close(Duration limit) {
    loop.drain();
    try {
      thread.join(Math.max(1, limit.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    loop.abandon(); // first, so that the report is whole and every caller has been told
    thread.interrupt();
    return settlement.report();
  }
}
