package dev.banyan.jobs.throttle;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Everything that may hold a job back: requests in flight (AIMD on the table's throttling), write
 * units a second, an operator's rate and pause, and hibernation while MongoDB is in trouble. Each
 * names its reason. Thread-safe.
 */
public final class Throttle {

  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ConcurrencyLimit limit;
  private final TokenBucket units;
  private final TokenBucket documents;
  private final double maxUnits;
  private volatile boolean paused;
  private volatile boolean stopped;
  private volatile String sourceTrouble = "";
  private volatile String waiting = "";
  private volatile String slowSource = "";

  /**
   * @param maxInFlight requests
   * @param maxUnits write units a second as DynamoDB counts them, 0 for no bound
   */
  public Throttle(int maxInFlight, double maxUnits, LongSupplier nanoClock) {
    this.limit = new ConcurrencyLimit(maxInFlight, nanoClock);
    this.units = new TokenBucket(maxUnits, nanoClock);
    this.documents = new TokenBucket(0, nanoClock);
    this.maxUnits = maxUnits;
  }

  /** The requests in flight, to be told how they fared. */
  public ConcurrencyLimit limit() {
    return limit;
  }

  /**
   * Waits until a request may go; {@link ConcurrencyLimit#release} ends it.
   *
   * @throws CancellationException if the job is stopped meanwhile
   */
  public void acquire(double writeUnits, int docs) throws InterruptedException {
    awaitOpen();
    await(documents, docs, "an operator's bound of ");
    await(units, writeUnits, "--max-wcu ");
    waiting = "";
    limit.acquire();
    if (stopped) {
      limit.release();
      throw new CancellationException("stopped");
    }
  }

  /** Waits while the job is paused or hibernates. */
  public void awaitOpen() throws InterruptedException {
    while (!stopped && (paused || !sourceTrouble.isEmpty())) {
      sleep(SLICE_NANOS);
    }
    requireRunning();
  }

  private void await(TokenBucket bucket, double amount, String why) throws InterruptedException {
    long wait = bucket.tryTake(amount);
    while (wait > 0) {
      waiting = why + (long) bucket.rate() + "/s";
      sleep(Math.min(wait, SLICE_NANOS));
      requireRunning();
      wait = bucket.tryTake(amount);
    }
  }

  private void requireRunning() {
    if (stopped) {
      throw new CancellationException("stopped");
    }
  }

  /** Waits for a change or so long; also for who reads, to go slower. */
  public void sleep(long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (!stopped) {
        changed.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
  }

  /** An operator's wish. */
  public void set(boolean pause, double documentsPerSecond) {
    documents.setRate(documentsPerSecond);
    paused = pause;
    wake();
  }

  /** MongoDB is in trouble: nothing is read or written for a while, then reads try again. */
  public void hibernateFor(String reason, Duration pause) throws InterruptedException {
    sourceTrouble = reason;
    try {
      long until = System.nanoTime() + pause.toNanos();
      while (!stopped && System.nanoTime() < until) {
        sleep(SLICE_NANOS);
      }
    } finally {
      sourceTrouble = "";
    }
  }

  /** Why whoever reads goes slower, or "". */
  public void slowedBy(String reason) {
    slowSource = reason;
  }

  /** Ends all waiting. */
  public void stop() {
    stopped = true;
    wake();
  }

  public boolean isStopped() {
    return stopped;
  }

  private void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Why it is slower than it could be, while it is. */
  public Optional<String> reason() {
    if (paused) {
      return Optional.of("paused by an operator");
    }
    if (!sourceTrouble.isEmpty()) {
      return Optional.of("hibernating: " + sourceTrouble);
    }
    Optional<String> busy = limit.reason();
    if (busy.isPresent()) {
      return busy;
    }
    String slower = waiting.isEmpty() ? slowSource : waiting;
    return slower.isEmpty() ? Optional.empty() : Optional.of(slower);
  }

  /** Write units a second at most, 0 for no bound. */
  public double maxUnits() {
    return maxUnits;
  }
}
