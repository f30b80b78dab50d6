package dev.banyan.jobs.backfill.batch;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoException;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.banyan.jobs.JobException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a job to one process, by a document that its holder renews.
 *
 * <ol>
 *   <li>Insert the document; that it was not there is the lease.
 *   <li>If it is there: a holder on this host whose process is gone is dead; one whose process is
 *       here is not.
 *   <li>Else watch it. A beat within {@value #DEAD_SECONDS} s means that it lives; none, that it is
 *       dead. No clock of the other host is looked at.
 *   <li>A dead holder's document is replaced on the condition that it has not changed.
 *   <li>A holder that finds itself replaced stops. Until it finds out it does no harm: its
 *       checkpoints stand behind what is durable, and without the repository it gets no farther
 *       than a page.
 * </ol>
 */
final class JobLease implements AutoCloseable {

  static final String COLLECTION = "BANYAN_LEASES";

  private static final int BEAT_SECONDS = 3;
  private static final int DEAD_SECONDS = 15;
  private static final Duration LOOK = Duration.ofMillis(250);

  private final MongoCollection<Document> leases;
  private final String job;
  private final String owner = UUID.randomUUID().toString();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "banyan-lease");
            thread.setDaemon(true);
            return thread;
          });

  private JobLease(MongoDatabase database, String job) {
    this.leases = database.getCollection(COLLECTION);
    this.job = job;
  }

  /**
   * Takes the lease, and renews it from now on.
   *
   * @param beat is run with each renewal; told whether the lease is still held
   * @throws JobException if somebody else has it
   */
  static JobLease claim(MongoDatabase database, String job, Beat beat) throws InterruptedException {
    JobLease lease = new JobLease(database, job);
    lease.take();
    lease.clock.scheduleAtFixedRate(
        () -> lease.renew(beat), BEAT_SECONDS, BEAT_SECONDS, TimeUnit.SECONDS);
    return lease;
  }

  /** Called every few seconds. */
  @FunctionalInterface
  interface Beat {
    void beat(boolean held);
  }

  private void take() throws InterruptedException {
    Document seen = null;
    long since = System.nanoTime();
    while (!insert()) {
      Document holder = leases.find(new Document("_id", job)).first();
      if (holder == null) {
        continue;
      }
      Optional<Boolean> alive = aliveHere(holder);
      if (alive.orElse(hasBeaten(seen, holder))) {
        throw taken(holder);
      }
      boolean silent = System.nanoTime() - since > TimeUnit.SECONDS.toNanos(DEAD_SECONDS);
      if ((silent || alive.isPresent()) && replace(holder)) {
        return;
      }
      seen = holder;
      TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
    }
  }

  private static boolean hasBeaten(@Nullable Document seen, Document now) {
    return seen != null && !seen.equals(now) && Objects.equals(seen.get("owner"), now.get("owner"));
  }

  private boolean insert() {
    try {
      leases.insertOne(document());
      return true;
    } catch (MongoWriteException e) {
      if (e.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
        return false;
      }
      throw e;
    }
  }

  private boolean replace(Document holder) {
    return leases
            .replaceOne(
                new Document("_id", job)
                    .append("owner", holder.get("owner"))
                    .append("beats", holder.get("beats")),
                document())
            .getMatchedCount()
        == 1;
  }

  private Document document() {
    return new Document("_id", job)
        .append("owner", owner)
        .append("host", host())
        .append("pid", ProcessHandle.current().pid())
        .append("startedAt", started(ProcessHandle.current()))
        .append("beats", 0L)
        .append("at", Date.from(Instant.now()));
  }

  private JobException taken(Document holder) {
    return new JobException(
        "%s is being worked on by process %s on %s: wait for it, or stop it"
            .formatted(job, holder.get("pid"), holder.get("host")));
  }

  /** Whether the holder is a process of this host that runs; nothing if it is of another host. */
  private static Optional<Boolean> aliveHere(Document holder) {
    if (!host().equals(holder.getString("host"))) {
      return Optional.empty();
    }
    return Optional.of(
        ProcessHandle.of(holder.getLong("pid"))
            .filter(ProcessHandle::isAlive)
            .filter(process -> started(process) == holder.getLong("startedAt"))
            .isPresent());
  }

  /** Tells a process from a later one with the same number, for instance in a container. */
  private static long started(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "host " + String.valueOf(e.getMessage());
    }
  }

  private void renew(Beat beat) {
    try {
      Document set = new Document("$inc", new Document("beats", 1L));
      set.append("$set", new Document("at", Date.from(Instant.now())));
      boolean held = leases.updateOne(mine(), set).getMatchedCount() == 1;
      beat.beat(held);
    } catch (RuntimeException e) {
      // the database is away: the next beat tries again, and who saves a checkpoint meets it too
    }
  }

  private Document mine() {
    return new Document("_id", job).append("owner", owner);
  }

  /** Gives it back. */
  @Override
  public void close() {
    clock.shutdownNow();
    try {
      leases.deleteOne(mine());
    } catch (MongoException e) {
      // it runs out by itself
    }
  }
}
