package dev.banyan.capture.operations;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import dev.banyan.capture.CaptureConfig;
import dev.banyan.capture.CommittedChanges;
import dev.banyan.capture.CommittedChanges.Committed;
import dev.banyan.capture.DeadLetters;
import dev.banyan.capture.Relay;
import dev.banyan.capture.RelayRecord;
import dev.banyan.capture.mapping.MappingOutcome.Mapped;
import dev.banyan.capture.mapping.MappingOutcome.Unmappable;
import dev.banyan.capture.operations.ReconciliationReport.Missing;
import dev.banyan.capture.operations.ReconciliationReport.Slice;
import dev.banyan.events.Event;
import dev.banyan.events.SourceVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/**
 * Finds committed writes that have no event: what MongoDB's history of changes should have made,
 * against what the stream holds. Writes that the relay has not reached yet are pending, not
 * missing. Reads only; the history and the stream's retention bound how far back it can look.
 */
public final class Reconciliation {

  /** Clocks of writers and of Kinesis may differ by this. */
  private static final Duration MARGIN = Duration.ofMinutes(1);

  private static final int MOST_EVENTS = 1_000_000;
  private static final int SAMPLES = 20;
  private static final int QUIET_LOOKS = 3;

  private final MongoDatabase database;
  private final CaptureConfig config;
  private final KinesisClient kinesis;
  private final String stream;

  /** A reconciliation; the clients stay the caller's to close. */
  public Reconciliation(
      MongoClient client, CaptureConfig config, KinesisClient kinesis, String stream) {
    this.database = client.getDatabase(config.database());
    this.config = config;
    this.kinesis = kinesis;
    this.stream = stream;
  }

  /**
   * Compares a window.
   *
   * @param slice how finely the counts are told
   * @throws dev.banyan.capture.CaptureException if the history does not reach back so far
   * @throws IllegalStateException if the window has more than a million events
   */
  public ReconciliationReport run(Instant from, Instant to, Duration slice) {
    if (!from.isBefore(to) || slice.isNegative() || slice.isZero()) {
      throw new IllegalArgumentException(
          "the window must have a length and a slice too: " + from + " to " + to + " by " + slice);
    }
    SourceVersion end = CommittedChanges.now(database);
    SourceVersion position =
        Relay.record(database).map(RelayRecord::position).orElse(SourceVersion.LOWEST);
    PublishedEvents published = new PublishedEvents(MOST_EVENTS);
    StreamReader reader = new StreamReader(kinesis, stream, new StreamStart.At(from.minus(MARGIN)));
    published.read(reader);
    Tally tally = new Tally(published, position, from, slice);
    try (CommittedChanges changes =
        new CommittedChanges(database, config, new SourceVersion(from.getEpochSecond(), 0, 0))) {
      compare(changes, tally, to, end);
    }
    return tally.report(to, reader.undecodable());
  }

  private static void compare(
      CommittedChanges changes, Tally tally, Instant to, SourceVersion end) {
    for (int quiet = 0; quiet < QUIET_LOOKS; ) {
      Optional<Committed> change = changes.next();
      if (change.isPresent()) {
        SourceVersion version = change.get().version();
        if (!version.instant().isBefore(to) || version.compareTo(end) > 0) {
          return;
        }
        tally.add(change.get());
        quiet = 0;
      } else {
        quiet++;
      }
    }
  }

  /** Counts by slice. */
  private final class Tally {

    private final PublishedEvents published;
    private final SourceVersion position;
    private final Instant from;
    private final Duration slice;
    private final TreeMap<Instant, Slice> slices = new TreeMap<>();
    private final List<Missing> samples = new ArrayList<>();

    Tally(PublishedEvents published, SourceVersion position, Instant from, Duration slice) {
      this.published = published;
      this.position = position;
      this.from = from;
      this.slice = slice;
    }

    void add(Committed change) {
      if (!config.mappers().containsKey(change.collection())) {
        return;
      }
      Instant at = change.version().instant();
      long index = Math.max(0, Duration.between(from, at).dividedBy(slice));
      Instant begin = from.plus(slice.multipliedBy(index));
      Slice old = slices.getOrDefault(begin, new Slice(begin, 0, 0, 0, 0, 0));
      slices.put(begin, counted(old, change));
    }

    private Slice counted(Slice old, Committed change) {
      if (change.outcome() instanceof Mapped mapped) {
        Slice now = old;
        for (Event event : mapped.events()) {
          now = counted(now, change, event);
        }
        return now;
      }
      boolean aside = change.outcome() instanceof Unmappable;
      return new Slice(
          old.from(),
          old.committed() + (aside ? 1 : 0),
          old.published(),
          old.pending(),
          old.setAside() + (aside ? 1 : 0),
          old.skipped() + (aside ? 0 : 1));
    }

    private Slice counted(Slice old, Committed change, Event event) {
      boolean there = published.holds(event);
      boolean pending = !there && event.version().compareTo(position) > 0;
      boolean aside = !there && !pending && isDeadLetter(event);
      if (!there && !pending && !aside && samples.size() < SAMPLES) {
        samples.add(
            new Missing(
                change.collection(), change.key(), event.type(), event.subject(), event.version()));
      }
      return new Slice(
          old.from(),
          old.committed() + 1,
          old.published() + (there ? 1 : 0),
          old.pending() + (pending ? 1 : 0),
          old.setAside() + (aside ? 1 : 0),
          old.skipped());
    }

    private boolean isDeadLetter(Event event) {
      return database
              .getCollection(DeadLetters.COLLECTION)
              .find(Filters.eq("_id", event.id()))
              .first()
          != null;
    }

    ReconciliationReport report(Instant to, long undecodable) {
      return new ReconciliationReport(from, to, List.copyOf(slices.values()), samples, undecodable);
    }
  }
}
