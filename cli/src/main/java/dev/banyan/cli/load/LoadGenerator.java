package dev.banyan.cli.load;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests at a fixed rate, whether or not the answers come (open loop): what finds too many
 * in flight waits, is counted as delayed, and is still sent, unless the {@link Pace} eases. Every
 * acknowledged write goes into the model; whoever wrote reads it back at once.
 *
 * <p>Thread-safe.
 */
public final class LoadGenerator implements AutoCloseable {

  private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

  private static final Duration PAUSE_CHECK = Duration.ofMillis(50);

  private final LoadSettings settings;
  private final Exchange exchange;
  private final Workload workload;
  private final LoadStatistics statistics = new LoadStatistics();

  /** One permit per request in flight; a pause holds all of them. */
  private final Semaphore permits;

  private final Thread pacer = new Thread(this::run, "banyan-load");
  private final Object control = new Object();
  private volatile String stage = "start";
  private volatile long behindNanos;
  private volatile @Nullable Pace pace;
  private volatile boolean closed;
  private volatile @Nullable Throwable broken;
  private boolean paused;
  private boolean drained;

  /**
   * A generator that sends nothing before {@link #start}.
   *
   * @param model is told every acknowledged write; needs at least 2 users
   */
  public LoadGenerator(LoadSettings settings, SocialModel model) {
    if (model.users() < 2) {
      throw new IllegalArgumentException("the model must have at least 2 users");
    }
    this.settings = settings;
    this.permits = new Semaphore(settings.maxInFlight());
    this.exchange = new Exchange(settings, model);
    var traffic = new Traffic(exchange, statistics, model);
    this.workload = new Workload(model, traffic, settings.seed());
    pacer.setDaemon(true);
  }

  /** Begins to send, at the expense of the given stage. */
  public void start(String firstStage) {
    stage(firstStage);
    pacer.start();
  }

  /** What is sent from now on counts for this stage; a stage may be entered again. */
  public void stage(String name) {
    statistics.stage(name);
    stage = name;
  }

  /**
   * Stops sending and waits for the answers under way, checks included.
   *
   * @return whether all have come in time; sending is stopped in any case
   */
  public boolean pauseAndDrain(Duration timeout) throws InterruptedException {
    synchronized (control) {
      paused = true;
      if (drained) {
        return true;
      }
    }
    boolean all =
        permits.tryAcquire(settings.maxInFlight(), timeout.toNanos(), TimeUnit.NANOSECONDS);
    synchronized (control) {
      drained = all;
    }
    return all;
  }

  /** Goes on sending after a pause, from now: what was not due then is not made up for. */
  public void resume() {
    synchronized (control) {
      if (drained) {
        permits.release(settings.maxInFlight());
      }
      drained = false;
      paused = false;
      control.notifyAll();
    }
  }

  /**
   * The counts so far.
   *
   * @throws IllegalStateException if sending has broken off by a defect of the generator itself
   */
  public LoadReport report() {
    Throwable defect = broken;
    if (defect != null) {
      throw new IllegalStateException("the load generator has stopped: " + defect, defect);
    }
    synchronized (control) {
      int inFlight = drained ? 0 : settings.maxInFlight() - permits.availablePermits();
      Pace begun = pace;
      return new LoadReport(
          statistics.report(),
          inFlight,
          Duration.ofNanos(behindNanos),
          begun == null ? settings.rate() : begun.leastRate());
    }
  }

  private void run() {
    try {
      pace();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      broken = e;
    }
  }

  private void pace() throws InterruptedException {
    Pace own = new Pace(settings, System.nanoTime());
    pace = own;
    while (!closed) {
      if (awaitResumed()) {
        own.restart(System.nanoTime());
      }
      long early = own.due() - System.nanoTime();
      if (early > 0) {
        LockSupport.parkNanos(early);
        continue;
      }
      behindNanos = -early;
      dispatch(own);
      own.sent(System.nanoTime());
    }
  }

  /** Whether it had to wait. */
  private boolean awaitResumed() throws InterruptedException {
    synchronized (control) {
      boolean waited = paused;
      while (paused && !closed) {
        control.wait();
      }
      return waited;
    }
  }

  private void dispatch(Pace own) throws InterruptedException {
    String at = stage;
    if (!permits.tryAcquire()) {
      statistics.stage(at).delayed();
      if (!acquireUnlessPaused()) {
        return;
      }
    }
    CompletableFuture<Void> done;
    long sent = System.nanoTime();
    try {
      done = workload.next(at, own.due());
    } catch (InterruptedException | RuntimeException e) {
      permits.release();
      throw e;
    }
    done.whenComplete(
        (nothing, error) -> {
          permits.release();
          own.answered(sent, System.nanoTime());
          if (error != null) {
            broken = error;
          }
        });
  }

  private boolean acquireUnlessPaused() throws InterruptedException {
    while (!permits.tryAcquire(PAUSE_CHECK.toNanos(), TimeUnit.NANOSECONDS)) {
      synchronized (control) {
        if (paused) {
          return false;
        }
      }
    }
    return true;
  }

  /** Stops sending, gives answers under way a few seconds, and ends all threads. */
  @Override
  public void close() {
    try {
      pauseAndDrain(CLOSE_WAIT);
      closed = true;
      pacer.interrupt();
      pacer.join(CLOSE_WAIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      closed = true;
      pacer.interrupt();
      exchange.close();
    }
  }
}
