package dev.banyan.jobs.backfill.copy;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import dev.banyan.jobs.JobException;
import dev.banyan.jobs.range.DocumentId;
import dev.banyan.jobs.range.IdRange;
import dev.banyan.jobs.range.RangeCursor;
import dev.banyan.jobs.range.RangePlan;
import dev.banyan.jobs.range.RangePlanner;
import dev.banyan.jobs.range.RangeReader;
import dev.banyan.jobs.throttle.SourceLoad;
import dev.banyan.jobs.throttle.SourcePace;
import dev.banyan.jobs.throttle.Throttle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/** A collection of MongoDB, read ahead by a thread per open range. */
public final class CollectionSource implements DocumentSource {

  private final MongoDatabase database;
  private final RangeReader reader;
  private final int documentsPerRange;
  private final SourcePace pace;
  private final Throttle throttle;
  private final SourceLoad load;

  /** Without a bound of the server's load. */
  public CollectionSource(
      MongoDatabase database,
      String collection,
      CopyConfig config,
      SourcePace pace,
      Throttle throttle) {
    this(database, collection, config, new Protection(pace, SourceLoad.none()), throttle);
  }

  /** What is held back for the server's sake. */
  public record Protection(SourcePace pace, SourceLoad load) {}

  /**
   * @param readBatch documents per answer of MongoDB
   */
  public CollectionSource(
      MongoDatabase database,
      String collection,
      CopyConfig config,
      Protection protection,
      Throttle throttle) {
    this.database = database;
    this.reader = new RangeReader(database, collection, config.readBatch());
    this.documentsPerRange = config.documentsPerRange();
    this.pace = protection.pace();
    this.load = protection.load();
    this.throttle = throttle;
  }

  @Override
  public RangePlan plan() {
    String name = reader.collection().getNamespace().getCollectionName();
    try {
      if (!database.listCollectionNames().into(new ArrayList<>()).contains(name)) {
        throw new JobException(
            "there is no collection '%s' in database '%s' (it has %s): check --database and the mapping"
                .formatted(
                    name,
                    database.getName(),
                    database.listCollectionNames().into(new ArrayList<>())));
      }
      return new RangePlanner(documentsPerRange).plan(reader.collection());
    } catch (MongoException e) {
      throw new JobException(
          "MongoDB cannot be read (%s): check that it runs and that the URI is right: %s"
              .formatted(describe(), e.getMessage()),
          e);
    }
  }

  @Override
  public Documents open(IdRange range, @Nullable BsonValue after) {
    return new ReadAhead(new Paced(reader.open(range, after), pace, load, throttle), throttle);
  }

  @Override
  public String describe() {
    return "collection " + reader.collection().getNamespace();
  }

  /** Measures the reads that go to the server, and waits after slow ones. */
  private record Paced(RangeCursor cursor, SourcePace pace, SourceLoad load, Throttle throttle)
      implements Documents {

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

    @Override
    public @Nullable RawBsonDocument next() throws InterruptedException {
      if (cursor.hasBuffered()) {
        return cursor.next();
      }
      throttle.awaitOpen();
      for (Optional<String> busy = load.trouble(); busy.isPresent(); busy = load.trouble()) {
        throttle.hibernateFor(busy.get(), LOOK_AGAIN);
        throttle.awaitOpen();
      }
      long before = System.nanoTime();
      RawBsonDocument document = cursor.next();
      long took = System.nanoTime() - before;
      if (pace.isCritical(took)) {
        throttle.hibernateFor(
            "MongoDB took %,d ms for a read".formatted(took / 1_000_000), pace.recovery());
      }
      long pause = pace.pauseAfter(took);
      throttle.slowedBy(pace.reason().orElse(""));
      if (pause > 0) {
        throttle.sleep(pause);
      }
      return document;
    }

    @Override
    public BsonValue position(RawBsonDocument last) {
      return DocumentId.of(last).value();
    }

    @Override
    public void close() {
      cursor.close();
    }
  }
}
