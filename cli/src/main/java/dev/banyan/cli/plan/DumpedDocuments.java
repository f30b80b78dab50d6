package dev.banyan.cli.plan;

import dev.banyan.jobs.JobException;
import dev.banyan.jobs.dump.DumpSource;
import dev.banyan.jobs.plan.DocumentSource;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Collections that mongodump wrote.
 *
 * @param database null where the dump has one only
 */
record DumpedDocuments(Path dump, @Nullable String database) implements Documents {

  @Override
  public DocumentSource of(String collection) {
    try {
      return DocumentSource.dump(DumpSource.of(dump, database, collection));
    } catch (JobException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    // each file is closed when it has been read
  }
}
