package dev.banyan.jobs.dump;

import dev.banyan.jobs.JobException;
import dev.banyan.jobs.backfill.copy.DocumentSource;
import dev.banyan.jobs.range.IdRange;
import dev.banyan.jobs.range.RangePlan;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bson.BsonInt64;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * A collection as {@code mongodump} wrote it: {@code <collection>.bson} or {@code .bson.gz}, in the
 * directory or in a database's directory below it. One range; its positions are bytes of the
 * uncompressed file.
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
    List<Path> files = bsonFiles(directory);
    List<Path> found = files.stream().filter(file -> name(file).equals(collection)).toList();
    if (found.size() != 1) {
      throw new JobException(
          "the dump %s has %s collection '%s' (it has %s): name the directory of one database"
              .formatted(
                  directory,
                  found.isEmpty() ? "no" : "more than one",
                  collection,
                  files.stream().map(DumpSource::name).sorted().collect(Collectors.joining(", "))));
    }
    return new DumpSource(found.get(0));
  }

  private static List<Path> bsonFiles(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new JobException("there is no dump directory " + directory + ": check --from-dump");
    }
    try (Stream<Path> files = Files.walk(directory, 2)) {
      return files.filter(file -> file.toString().matches(".*\\.bson(\\.gz)?")).toList();
    } catch (IOException | UncheckedIOException e) {
      throw new JobException("the dump " + directory + " cannot be read: " + e, e);
    }
  }

  private static String name(Path file) {
    return file.getFileName().toString().replaceAll("\\.bson(\\.gz)?$", "");
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
