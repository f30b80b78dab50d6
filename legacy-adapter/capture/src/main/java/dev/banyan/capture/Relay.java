package dev.banyan.capture;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import dev.banyan.capture.RelayStatus.State;
import dev.banyan.events.SourceVersion;
import dev.banyan.publisher.EventSink;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tails the monolith's change stream and publishes what was committed: at least once, in commit
 * order per partition key, never with a silent gap.
 *
 * <ol>
 *   <li>Takes the lease, or stands by until it is free.
 *   <li>Goes on from the checkpoint; at the very first start notes the cluster time and makes it
 *       the first checkpoint before it reports itself running.
 *   <li>After a lost connection or lease it tries again, with back-off, from the checkpoint.
 *   <li>If the position is lost it stops, says so here and in the lease's document, and goes on
 *       when the affected collections have been copied anew, never before.
 * </ol>
 *
 * Thread-safe. The client and the sink stay the caller's to close, after this.
 */
public final class Relay implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
  private static final Duration FIRST_RETRY = Duration.ofMillis(200);
  private static final Duration LAST_RETRY = Duration.ofSeconds(5);
  private static final Duration COPY_POLL = Duration.ofSeconds(1);

  private final MongoDatabase database;
  private final CaptureConfig config;
  private final RelayRun.Parts parts;
  private final ChangeSources sources;
  private final StartUpCheck check;
  private final Thread thread = new Thread(this::run, "banyan-relay");
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile @Nullable LeaseKeeper keeper;
  private volatile boolean abandoned;
  private boolean checked;
  private int failures;

  /** A relay that is not started yet. */
  public Relay(MongoClient client, EventSink sink, CaptureConfig config) {
    this.config = config;
    this.database = client.getDatabase(config.database());
    InstantSource clock = InstantSource.system();
    String owner = UUID.randomUUID().toString();
    this.parts =
        new RelayRun.Parts(
            config,
            new RelayLease(database, owner, config.lease(), clock),
            sink,
            new DeadLetters(database),
            new StatusBoard(clock, config.collections()),
            config.mappers(),
            new OutboxEntries(database, config.outbox()));
    this.sources = new ChangeSources(database, config, clock);
    this.check = new StartUpCheck(database, config);
    thread.setDaemon(true);
  }

  /**
   * Starts. If MongoDB does not answer now, the relay goes on trying in the background.
   *
   * @throws CaptureException if the mappings cannot work as the collections are
   */
  public void start() {
    try {
      prepare();
    } catch (MongoException e) {
      parts.board().troubled(State.RECONNECTING, e.getMessage());
    }
    thread.start();
  }

  private void prepare() {
    if (!checked) {
      check.run(sources.server());
      parts.entries().prepare();
      parts.deadLetters().recount();
      checked = true;
    }
  }

  private void run() {
    while (closing.getCount() > 0) {
      try {
        prepare();
        lead();
      } catch (PositionLostException e) {
        awaitCopy(e);
      } catch (CaptureException e) {
        LOG.error("the relay has stopped: {}", e.getMessage());
        parts.board().troubled(State.UNHEALTHY, e.getMessage());
        return;
      } catch (LeaseLostException e) {
        retry(e.getMessage());
      } catch (RuntimeException e) { // a lost connection, above all
        retry(e.getMessage());
      }
    }
    parts.board().is(State.STOPPED);
  }

  /** Stays stopped, and says so, until the affected collections have been copied anew. */
  private void awaitCopy(PositionLostException e) {
    LOG.error("the relay has stopped: {}", e.getMessage());
    if (parts.board().status(true, 0).state() != State.UNHEALTHY) {
      parts.board().troubled(State.UNHEALTHY, e.getMessage());
    }
    while (closing.getCount() > 0) {
      pause(COPY_POLL);
      try {
        if (!parts.leases().isLost()) {
          return;
        }
      } catch (MongoException unreachable) {
        LOG.debug("MongoDB does not answer: {}", unreachable.getMessage());
      }
    }
  }

  private void retry(@Nullable String message) {
    if (closing.getCount() == 0) {
      return;
    }
    parts.board().troubled(State.RECONNECTING, message);
    long bound = Math.min(FIRST_RETRY.toMillis() << Math.min(failures, 8), LAST_RETRY.toMillis());
    failures++;
    LOG.warn("the relay tries again from its checkpoint: {}", message);
    pause(Duration.ofMillis(1 + ThreadLocalRandom.current().nextLong(bound)));
  }

  private void pause(Duration duration) {
    try {
      var unused = closing.await(duration.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void lead() {
    long takenAt = System.nanoTime();
    Optional<RelayLease.Held> held = parts.leases().acquire();
    if (held.isEmpty()) {
      parts.board().is(State.STANDBY);
      pause(config.lease().dividedBy(4));
      return;
    }
    try (LeaseKeeper kept =
        new LeaseKeeper(database, parts.leases(), held.get(), config, takenAt)) {
      keeper = kept;
      parts.board().leads(held.get().epoch());
      lead(held.get(), kept);
    } catch (PositionLostException e) {
      lost(held.get(), e);
      throw e;
    }
    release(held.get());
  }

  private void lost(RelayLease.Held held, PositionLostException e) {
    LostPosition lost = held.lost();
    if (lost == null) {
      List<String> affected = e.collections().isEmpty() ? config.captured() : e.collections();
      lost =
          new LostPosition(
              String.valueOf(e.getMessage()),
              affected,
              Instant.now().truncatedTo(ChronoUnit.MILLIS),
              null);
      note(held, lost, e.behind());
    }
    parts.board().lost(lost);
    release(held);
  }

  private void note(RelayLease.Held held, LostPosition lost, @Nullable Checkpoint behind) {
    try {
      if (!parts.leases().lose(held.epoch(), lost, behind)) {
        throw new LeaseLostException("another relay has taken the lease");
      }
    } catch (MongoException unreachable) { // the next run finds it lost again
      LOG.warn("the lost position was not noted: {}", unreachable.getMessage());
    }
  }

  private void lead(RelayLease.Held held, LeaseKeeper kept) {
    if (held.lost() != null) {
      throw new PositionLostException(held.lost().reason());
    }
    BooleanSupplier goesOn = () -> kept.valid() && closing.getCount() > 0;
    Checkpoint from = begin(held, goesOn);
    RelayRun run = new RelayRun(parts, held, from, goesOn);
    try (ChangeSource capture = sources.open(from)) {
      LOG.info("the relay runs from {} with epoch {}", from.position(), held.epoch());
      parts.board().reached(from.position(), from.position().instant());
      parts.board().is(State.RUNNING);
      follow(run, capture, kept);
    }
  }

  private void follow(RelayRun run, ChangeSource capture, LeaseKeeper kept) {
    try {
      while (closing.getCount() > 0 && kept.valid()) {
        run.step(capture);
        failures = 0;
      }
    } catch (LeaseLostException e) {
      if (closing.getCount() > 0) {
        throw e;
      }
    } finally {
      finish(run, kept);
    }
  }

  private void finish(RelayRun run, LeaseKeeper kept) {
    if (abandoned || !kept.valid()) {
      return;
    }
    try {
      run.finish();
    } catch (LeaseLostException | MongoException e) {
      LOG.warn("the last checkpoint was not saved, events will be repeated: {}", e.getMessage());
    }
  }

  private Checkpoint begin(RelayLease.Held held, BooleanSupplier goesOn) {
    Checkpoint from =
        held.checkpoint() == null ? saved(held, sources.beginning()) : held.checkpoint();
    Checkpoint begun = sources.begun(from, goesOn);
    return begun.equals(from) ? from : saved(held, begun);
  }

  private Checkpoint saved(RelayLease.Held held, Checkpoint checkpoint) {
    if (!parts.leases().save(held.epoch(), checkpoint)) {
      throw new LeaseLostException("another relay has taken the lease");
    }
    return checkpoint;
  }

  private void release(RelayLease.Held held) {
    if (!abandoned) {
      parts.leases().release(held.epoch());
    }
  }

  /**
   * What would keep a relay with this configuration from starting; alters nothing.
   *
   * @throws MongoException if the server does not answer, or refuses to
   */
  public static List<StartUpProblem> problems(MongoClient client, CaptureConfig config) {
    MongoDatabase database = client.getDatabase(config.database());
    return new StartUpCheck(database, config).problems(ServerFacts.of(database));
  }

  /** How it is doing. */
  public RelayStatus status() {
    LeaseKeeper kept = keeper;
    return parts.board().status(kept == null || kept.valid(), parts.deadLetters().count());
  }

  /** Waits until it runs, stands by or has stopped, or until the limit; then tells its status. */
  public RelayStatus awaitSettled(Duration limit) throws InterruptedException {
    parts.board().awaitSettled(limit);
    return status();
  }

  /** Stops after what was handed over is acknowledged, or after the limit of the configuration. */
  @Override
  public void close() {
    closing.countDown();
    join(config.drain().plusSeconds(1));
    thread.interrupt();
    join(Duration.ofSeconds(1));
  }

  /** Ends as a killed process would: no last checkpoint, the lease not given back. */
  void abandon() {
    abandoned = true;
    closing.countDown();
    thread.interrupt();
    join(Duration.ofSeconds(5));
  }

  private void join(Duration limit) {
    try {
      thread.join(limit.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * For an operator who copies the affected collections anew: the next start begins at its own
   * time, and what lies between is not published. The old position and the reason stay on record.
   */
  public static void forgetPosition(MongoDatabase database, String reason) {
    LeaseDocument.forgetPosition(database, reason, Instant.now());
  }

  /** What the database knows of its relays; empty before the very first start. */
  public static Optional<RelayRecord> record(MongoDatabase database) {
    return LeaseDocument.read(database);
  }

  /**
   * Lets relays go on after a lost position, when the affected collections have been copied anew.
   *
   * @param noted the position that was noted before the copy's first read
   * @return false if the position is not lost any more
   */
  public static boolean goOn(MongoDatabase database, SourceVersion noted) {
    return LeaseDocument.goOn(database, noted, Instant.now());
  }
}
