package dev.banyan.capture;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews a lease and writes heartbeats, on a thread of its own: the relay's thread may wait for the
 * sink. Thread-safe.
 */
final class LeaseKeeper implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);

  private final MongoDatabase database;
  private final RelayLease lease;
  private final long epoch;
  private final Duration duration;
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(LeaseKeeper::daemon);
  private volatile long validUntil;
  private volatile boolean lost;

  /**
   * Starts.
   *
   * @param takenAt {@link System#nanoTime()} before the lease was taken
   */
  LeaseKeeper(
      MongoDatabase database,
      RelayLease lease,
      RelayLease.Held held,
      CaptureConfig config,
      long takenAt) {
    this.database = database;
    this.lease = lease;
    this.epoch = held.epoch();
    this.duration = config.lease();
    this.validUntil = takenAt + duration.toNanos();
    long interval = config.heartbeat().toNanos();
    var unused = scheduler.scheduleAtFixedRate(this::tick, 0, interval, TimeUnit.NANOSECONDS);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "banyan-relay-lease");
    thread.setDaemon(true);
    return thread;
  }

  private void tick() {
    try {
      long before = System.nanoTime();
      if (lease.renew(epoch)) {
        validUntil = before + duration.toNanos();
        Markers.beat(database, Instant.now());
      } else {
        lost = true;
      }
    } catch (MongoException e) { // not renewed in time, the lease ends by itself
      LOG.debug("lease or heartbeat not written: {}", e.getMessage());
    }
  }

  /** Whether this relay may publish. */
  boolean valid() {
    return !lost && validUntil - System.nanoTime() > 0;
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
  }
}
