package dev.banyan.jobs.dump;

import dev.banyan.jobs.JobException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds a collection's file in what {@code mongodump} wrote: a database's directory, the one above
 * with a directory per database, or the file itself.
 *
 * <p>Source: <a href="https://www.mongodb.com/docs/database-tools/mongodump/">mongodump</a>.
 */
public final class DumpDirectory {

  /** What {@code mongodump --oplog} puts beside the databases. */
  private static final String OPLOG = "oplog.bson";

  private static final byte[] ARCHIVE = HexFormat.of().parseHex("6de29981");
  private static final int MOST_NAMES = 30;

  private final Path given;
  private final @Nullable String database;

  private DumpDirectory(Path given, @Nullable String database) {
    this.given = given;
    this.database = database;
  }

  /**
   * Finds the file.
   *
   * @param database null where the dump has one only
   * @throws JobException if there is none, or more than one; says what there is
   */
  public static Path file(Path given, @Nullable String database, String collection) {
    DumpDirectory dump = new DumpDirectory(given, database);
    return Files.isRegularFile(given) ? dump.single(collection) : dump.among(collection);
  }

  private Path single(String collection) {
    if (!DumpedCollection.isData(given)) {
      throw new JobException(
          isArchive()
              ? given
                  + " is an archive, which is not read: dump into a directory, with mongodump --out"
              : given + " is no file of mongodump: give the directory that mongodump --out wrote");
    }
    DumpedCollection found = new DumpedCollection(given);
    if (!found.isCalled(collection)) {
      throw new JobException(
          "%s has the collection '%s', not '%s': give the directory, or another mapping"
              .formatted(given, found.name(), collection));
    }
    return given;
  }

  /** Compressed archives are no file of a collection either. */
  private boolean isArchive() {
    try (InputStream in = Files.newInputStream(given)) {
      byte[] head = in.readNBytes(ARCHIVE.length);
      return Arrays.equals(head, ARCHIVE)
          || (head.length > 1 && head[0] == 0x1f && head[1] == (byte) 0x8b);
    } catch (IOException e) {
      throw new JobException("the dump " + given + " cannot be read: " + e, e);
    }
  }

  private Path among(String collection) {
    List<DumpedCollection> all = collections();
    List<DumpedCollection> found = all.stream().filter(each -> each.isCalled(collection)).toList();
    if (found.isEmpty()) {
      throw none(collection, all);
    } else if (found.size() > 1) {
      throw new JobException(
          "the dump %s has '%s' more than once, in the databases %s: name one with --database"
              .formatted(given, collection, databases(found)));
    }
    return found.get(0).file();
  }

  private static String databases(List<DumpedCollection> collections) {
    return collections.stream()
        .map(DumpedCollection::database)
        .distinct()
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private List<DumpedCollection> collections() {
    if (!Files.isDirectory(given)) {
      throw new JobException(
          "there is no dump directory "
              + given
              + ": check --from-dump, it wants what mongodump --out wrote");
    }
    List<Path> below = list(given).stream().filter(Files::isDirectory).toList();
    List<DumpedCollection> collections = new ArrayList<>();
    list(given).stream()
        .filter(file -> below.isEmpty() || !file.getFileName().toString().startsWith(OPLOG))
        .filter(DumpedCollection::isData)
        .forEach(file -> collections.add(new DumpedCollection(file)));
    below.stream()
        .flatMap(directory -> list(directory).stream())
        .filter(DumpedCollection::isData)
        .forEach(file -> collections.add(new DumpedCollection(file)));
    if (database == null) {
      return collections;
    }
    List<DumpedCollection> own = collections.stream().filter(each -> each.isOf(database)).toList();
    if (own.isEmpty()) {
      throw new JobException(
          "the dump %s has no database '%s', it has: %s"
              .formatted(given, database, databases(collections)));
    }
    return own;
  }

  private JobException none(String collection, List<DumpedCollection> all) {
    String kind =
        Stream.concat(Stream.of(given), list(given).stream().filter(Files::isDirectory))
            .map(directory -> DumpedCollection.kind(directory, collection))
            .filter(text -> !text.isEmpty())
            .findFirst()
            .orElse("");
    if (!kind.isEmpty()) {
      return new JobException("in the dump " + given + ", '" + collection + "' " + kind);
    }
    String names =
        all.stream()
            .map(DumpedCollection::name)
            .distinct()
            .sorted()
            .limit(MOST_NAMES)
            .collect(Collectors.joining(", "));
    return new JobException(
        "the dump %s has no collection '%s', it has: %s; give the directory that mongodump --out wrote"
            .formatted(given, collection, names.isEmpty() ? "none" : names));
  }

  private static List<Path> list(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    } catch (IOException | UncheckedIOException e) {
      throw new JobException("the dump " + directory + " cannot be read: " + e, e);
    }
  }
}
