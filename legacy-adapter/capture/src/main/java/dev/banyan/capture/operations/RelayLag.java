package dev.banyan.capture.operations;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import dev.banyan.capture.CaptureConfig;
import dev.banyan.capture.CommittedChanges;
import dev.banyan.capture.DeadLetters;
import dev.banyan.capture.LostPosition;
import dev.banyan.capture.OutboxConfig;
import dev.banyan.capture.OutboxEntries;
import dev.banyan.capture.Relay;
import dev.banyan.capture.RelayRecord;
import dev.banyan.capture.outbox.MongoOutbox;
import dev.banyan.events.SourceVersion;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** How far the relay is behind: what the database, the outbox and the stream say of it. */
public final class RelayLag {

  private static final Duration LOOK_BACK = Duration.ofSeconds(15);
  private static final int MOST_LOOKS = 25;

  private final MongoDatabase database;
  private final CaptureConfig config;
  private final InstantSource clock = InstantSource.system();

  /** The lag of the relays of a database. */
  public RelayLag(MongoClient client, CaptureConfig config) {
    this.database = client.getDatabase(config.database());
    this.config = config;
  }

  /**
   * What was found.
   *
   * @param position the checkpoint; null before the first start of a relay
   * @param clusterTime MongoDB's present time
   * @param behind how old the oldest change is that may not be published. What the relay said with
   *     its last checkpoint, to a millisecond; if that is older than two heartbeats, its age too.
   *     Zero if no relay has started yet
   * @param active whether a relay holds the lease
   * @param epoch of the last lease
   * @param unsent entries of the outbox that are not acknowledged
   * @param deadLetters changes that were set aside
   * @param lost why the relay does not go on; null if it does
   * @param heads the newest version in each shard that had any in the last seconds; heartbeats come
   *     every second, so that a shard without any is not written to
   */
  public record Report(
      @Nullable SourceVersion position,
      SourceVersion clusterTime,
      Duration behind,
      boolean active,
      long epoch,
      long unsent,
      long deadLetters,
      @Nullable LostPosition lost,
      Map<String, SourceVersion> heads) {

    public Report {
      heads = Map.copyOf(heads);
    }
  }

  /** Looks at the database only. */
  public Report measure() {
    return measure(Map.of());
  }

  /** Looks at the stream's heads too. */
  public Report measure(KinesisClient kinesis, String stream) {
    StreamStart start = new StreamStart.At(clock.instant().minus(LOOK_BACK));
    StreamReader reader = new StreamReader(kinesis, stream, start);
    Map<String, SourceVersion> heads = new TreeMap<>();
    for (int looks = 0; looks < MOST_LOOKS && (looks == 0 || !reader.caughtUp()); looks++) {
      reader
          .poll()
          .forEach(
              seen ->
                  heads.merge(
                      seen.shard(), seen.event().version(), (a, b) -> a.compareTo(b) >= 0 ? a : b));
    }
    return measure(heads);
  }

  private Report measure(Map<String, SourceVersion> heads) {
    Optional<RelayRecord> record = Relay.record(database);
    SourceVersion now = CommittedChanges.now(database);
    SourceVersion position = record.map(RelayRecord::position).orElse(null);
    Instant present = clock.instant();
    return new Report(
        position,
        now,
        record.map(known -> behind(known, now, present)).orElse(Duration.ZERO),
        record.map(known -> known.leasedUntil().isAfter(present)).orElse(false),
        record.map(RelayRecord::epoch).orElse(0L),
        unsent(),
        database.getCollection(DeadLetters.COLLECTION).countDocuments(),
        record.map(RelayRecord::lost).orElse(null),
        heads);
  }

  private Duration behind(RelayRecord record, SourceVersion now, Instant present) {
    if (record.lag() != null && record.savedAt() != null) {
      Duration age = Duration.between(record.savedAt(), present);
      return age.compareTo(fresh()) <= 0 ? record.lag() : record.lag().plus(age);
    }
    SourceVersion position = record.position();
    return position == null || position.compareTo(now) > 0
        ? Duration.ZERO
        : Duration.between(position.instant(), now.instant());
  }

  /** A relay that works saves a checkpoint behind each heartbeat. */
  private Duration fresh() {
    return config.heartbeat().multipliedBy(2).plus(config.checkpoint());
  }

  private long unsent() {
    return config.outbox().mode() == OutboxConfig.Mode.OFF
        ? 0
        : database
            .getCollection(MongoOutbox.COLLECTION)
            .countDocuments(Filters.exists(OutboxEntries.SENT, false));
  }
}
