package dev.banyan.cli.plan;

import dev.banyan.jobs.plan.DocumentSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Collections in a folder that mongodump wrote. */
final class DumpedDocuments implements Documents {

  private static final List<String> ENDINGS = List.of(".bson", ".bson.gz");

  private final Path folder;

  private DumpedDocuments(Path folder) {
    this.folder = folder;
  }

  /**
   * Opens a dump.
   *
   * @param folder the database's folder, or the one above it if the database is named
   * @throws IllegalArgumentException if there is no such folder
   */
  static DumpedDocuments open(Path folder, @Nullable String database) {
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException(
          "--from-dump " + folder + " is no folder: give the one that 'mongodump --out' wrote");
    }
    if (database != null && Files.isDirectory(folder.resolve(database))) {
      return new DumpedDocuments(folder.resolve(database));
    }
    return new DumpedDocuments(folder);
  }

  @Override
  public DocumentSource of(String collection) {
    return ENDINGS.stream()
        .map(ending -> folder.resolve(collection + ending))
        .filter(Files::isRegularFile)
        .findFirst()
        .map(DocumentSource::dump)
        .orElseThrow(() -> none(collection));
  }

  private IllegalArgumentException none(String collection) {
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names = files.map(path -> path.getFileName().toString()).sorted().toList();
      return new IllegalArgumentException(
          folder
              + " has no "
              + collection
              + ".bson or "
              + collection
              + ".bson.gz, it has "
              + names
              + ": give the database's folder, or --database NAME");
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be read", e);
    }
  }

  @Override
  public void close() {
    // each file is closed when it has been read
  }
}
