package dev.banyan.jobs.dump;

import dev.banyan.jobs.JobException;
import dev.banyan.jobs.backfill.copy.DocumentSource;
import dev.banyan.jobs.range.IdRange;
import dev.banyan.jobs.range.RangePlan;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bson.BsonInt64;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * A collection as {@code mongodump} wrote it: {@code <collection>.bson} or {@code .bson.gz}, in the
 * directory or in a database's directory below it, or that file. One range; its positions are bytes
 * of the uncompressed file.
 *
 * <p>Source: <a href="https://www.mongodb.com/docs/database-tools/mongodump/">mongodump</a>.
 */
public final class DumpSource implements DocumentSource {

  private final Path file;

  private DumpSource(Path file) {
    this.file = file;
  }

  /**
   * Finds a collection in a dump.
   *
   * @throws JobException if there is none, or more than one of that name; says what there is
   */
  public static DumpSource of(Path directory, String collection) {
    return of(directory, null, collection);
  }

  /**
   * Finds a collection of one of several databases in a dump.
   *
   * @param database null where the dump has one only
   * @throws JobException as {@link #of(Path, String)}
   */
  public static DumpSource of(Path directory, @Nullable String database, String collection) {
    return new DumpSource(DumpDirectory.file(directory, database, collection));
  }

  /**
   * Counts the documents by their lengths, and so finds a truncated file before the first write.
   */
  @Override
  public RangePlan plan() {
    long documents = 0;
    try (BsonFile bson = BsonFile.open(file, 0)) {
      while (bson.skip()) {
        documents++;
      }
    }
    if (documents == 0) {
      return new RangePlan(List.of(), 0);
    }
    return new RangePlan(List.of(new IdRange(new BsonInt64(0), null)), documents);
  }

  @Override
  public Documents open(IdRange range, @Nullable BsonValue after) {
    long from = after == null ? 0 : after.asInt64().getValue();
    BsonFile bson = BsonFile.open(file, from);
    return new Documents() {
      @Override
      public @Nullable RawBsonDocument next() {
        return bson.next();
      }

      @Override
      public BsonValue position(RawBsonDocument last) {
        return new BsonInt64(bson.position());
      }

      @Override
      public void close() {
        bson.close();
      }
    };
  }

  @Override
  public String describe() {
    return "dump " + file;
  }

  static InputStream stream(Path file) throws IOException {
    InputStream raw = Files.newInputStream(file);
    return file.toString().endsWith(".gz")
        ? new java.util.zip.GZIPInputStream(raw, 1 << 16)
        : new java.io.BufferedInputStream(raw, 1 << 16);
  }
}
