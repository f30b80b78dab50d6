package dev.banyan.proxy.control;

import dev.banyan.control.Capability;
import dev.banyan.control.ControlException;
import dev.banyan.control.ControlSnapshot;
import dev.banyan.control.ControlStore;
import dev.banyan.control.ProxyStatus;
import dev.banyan.control.WriteStage;
import dev.banyan.proxy.hold.WriteGate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the control store on a thread of its own: reads the records, acts on newer ones, reports
 * what is acknowledged. If the store is away the proxy goes on with what it knows.
 */
public final class ControlLoop implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ControlLoop.class);

  private final ControlStore store;
  private final CapabilityBoard board;
  private final ControlConfig config;
  private final Clock clock;
  private final String id;
  private final HoldLimit holdLimit;
  private final Semaphore reportWanted = new Semaphore(0);
  private final Thread thread;

  private volatile ControlFreshness freshness = new ControlFreshness(null, null, Map.of());
  private volatile boolean closed;
  private final CountDownLatch starts = new CountDownLatch(1);
  private final CountDownLatch tried = new CountDownLatch(1);
  private volatile Runnable whenRead = () -> {};
  private boolean following;
  private boolean away;

  /**
   * Not started yet.
   *
   * @param id unique per process
   */
  public ControlLoop(
      ControlStore store, CapabilityBoard board, ControlConfig config, Clock clock, String id) {
    this.store = store;
    this.board = board;
    this.config = config;
    this.clock = clock;
    this.id = id;
    this.holdLimit = new HoldLimit(store, board, clock, "proxy " + id);
    this.thread = new Thread(this::run, "banyan-control");
    thread.setDaemon(true);
    board.listener(gate -> reportWanted.release());
  }

  /** Reads the records for a first time, while others are busy, and registers nothing. */
  public void readAhead() {
    thread.start();
  }

  /**
   * Registers the proxy, reads the records and goes on following; {@link #readAhead} comes before.
   * If the store does not answer within {@link ControlConfig#startUp}, that is tried again as often
   * as records are read, and until then no capability's owner is known.
   *
   * @param read run once, when all is known
   */
  public void start(Runnable read) {
    whenRead = read;
    starts.countDown();
  }

  /** Waits until the records are read, or the time for that is over. */
  public void awaitRead() throws InterruptedException {
    tried.await();
  }

  private void first() {
    long deadline = System.nanoTime() + config.startUp().toNanos();
    boolean read = survive(this::begin);
    while (!read && !closed && System.nanoTime() - deadline < 0) {
      pause(config.fastPoll());
      read = survive(this::begin);
    }
    if (!read) {
      away = true;
      LOG.warn(
          "no answer from the control store within {} ms ({}): starting without, what has a"
              + " capability is answered 503 until it answers. Start it, or correct"
              + " AWS_ENDPOINT_URL_DYNAMODB, AWS_REGION or --banyan.proxy.control.table",
          config.startUp().toMillis(),
          freshness.failure());
    }
    following = true;
    tried.countDown();
  }

  /**
   * Registered before the records are taken for the present ones: a switch that begins between the
   * two waits for this proxy, one before it is in the second read.
   */
  private boolean begin() {
    if ((freshness.readAt() != null || poll()) && report() && poll()) {
      board.read(freshness.unreadable().keySet());
      whenRead.run();
      return true;
    }
    return false;
  }

  private void run() {
    survive(this::poll);
    try {
      starts.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    if (!closed) {
      first();
    }
    while (!closed) {
      boolean reportOnly = pause(board.isRestless() ? config.fastPoll() : config.poll());
      survive(() -> follow(reportOnly));
    }
  }

  /** A proxy that no longer follows is a danger. */
  private boolean survive(BooleanSupplier step) {
    try {
      return step.getAsBoolean();
    } catch (RuntimeException | Error e) {
      failed(new ControlException("following the control store failed: " + e, e));
      return false;
    }
  }

  private boolean follow(boolean reportOnly) {
    if (closed) {
      return false;
    }
    if (!board.isRead()) {
      return begin();
    }
    if (reportOnly || poll()) {
      board.read(freshness.unreadable().keySet());
      return report();
    }
    return false;
  }

  /** Waits; returns true before the time is over if something is to be reported at once. */
  private boolean pause(Duration duration) {
    try {
      boolean wanted = reportWanted.tryAcquire(duration.toNanos(), TimeUnit.NANOSECONDS);
      reportWanted.drainPermits();
      return wanted;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
      return false;
    }
  }

  private boolean poll() {
    try {
      Instant asked = clock.instant();
      ControlSnapshot snapshot = store.snapshot();
      snapshot.capabilities().forEach(this::follow);
      report(snapshot.unreadable());
      freshness = new ControlFreshness(asked, freshness.failure(), snapshot.unreadable());
      return true;
    } catch (ControlException e) {
      failed(e);
      return false;
    } catch (RuntimeException e) {
      failed(new ControlException("the control store's answer cannot be used: " + e, e));
      return false;
    }
  }

  /** Says once of each record that is not understood that its capability stays as it was. */
  private void report(Map<String, String> unreadable) {
    unreadable.forEach(
        (name, why) -> {
          if (!why.equals(freshness.unreadable().get(name))) {
            LOG.warn("{} stays as it is known, its newer record is not acted on: {}", name, why);
          }
        });
  }

  private void follow(Capability capability) {
    WriteGate gate = board.gate(capability.name());
    boolean newer = board.follow(capability);
    if (newer) {
      LOG.info(
          "{} revision {}: reads {}, writes {}, owner {}",
          capability.name(),
          capability.revision(),
          capability.readStage(),
          capability.writeStage(),
          capability.owner().label());
    }
    boolean overdue =
        gate.capability().writeStage() == WriteStage.HELD && gate.nanosLeft() < 0 && !newer;
    if (gate.isClosed() && (newer || overdue)) {
      holdLimit.watch(gate);
    }
  }

  private boolean report() {
    Instant readAt = freshness.readAt();
    if (readAt == null) {
      return false;
    }
    try {
      store.report(new ProxyStatus(id, readAt, board.acknowledged()));
      answered(readAt);
      return true;
    } catch (ControlException e) {
      failed(e);
      return false;
    }
  }

  private void answered(Instant readAt) {
    if (away) {
      away = false;
      LOG.info("the control store answers again");
    }
    freshness = new ControlFreshness(readAt, null, freshness.unreadable());
  }

  private void failed(ControlException e) {
    String message = String.valueOf(e.getMessage());
    if (!away && following) {
      away = true;
      LOG.warn("the control store is away, going on with what is known: {}", message);
    }
    freshness = new ControlFreshness(freshness.readAt(), message, freshness.unreadable());
  }

  /** How well the records are known. */
  public ControlFreshness freshness() {
    return freshness;
  }

  /** The name under which the proxy is registered. */
  public String id() {
    return id;
  }

  /**
   * Stops following and takes the proxy off the register.
   *
   * @param forget false if writes are still on their way: then the register keeps the proxy, so
   *     that a switch is not made around them
   * @return what went wrong, null if nothing did
   */
  public @Nullable String stop(boolean forget) {
    close();
    if (!forget || freshness.readAt() == null) {
      return null;
    }
    try {
      store.forgetProxy(id);
      return null;
    } catch (ControlException e) {
      return e.getMessage();
    }
  }

  @Override
  public void close() {
    closed = true;
    starts.countDown();
    reportWanted.release();
    holdLimit.close();
    try {
      thread.join(config.poll().toMillis() + 2_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
