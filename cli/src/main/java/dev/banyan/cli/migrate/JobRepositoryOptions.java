package dev.banyan.cli.migrate;

import com.mongodb.ConnectionString;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.banyan.jobs.backfill.batch.BatchStore;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where jobs are kept: Spring Batch's repository in MongoDB, or files. */
public final class JobRepositoryOptions {

  private static final String FILES = "files";

  @Option(
      names = "--mongo-uri",
      paramLabel = "URI",
      defaultValue = "${env:BANYAN_MONGODB_URI}",
      description = "Default: environment variable BANYAN_MONGODB_URI, which 'ps' does not show.")
  @Nullable String mongoUri;

  @Option(
      names = "--job-repository",
      paramLabel = "URI",
      defaultValue = "${env:BANYAN_JOB_REPOSITORY}",
      description = {
        "Where Spring Batch keeps the job: a MongoDB URI, or 'files' for the state directory.",
        "Default: database banyan_jobs beside the one that is read; files with --from-dump."
      })
  @Nullable String repository;

  /** A repository that is open. */
  record Open(MongoClient client, BatchStore store) implements AutoCloseable {
    @Override
    public void close() {
      client.close();
    }
  }

  /** Opens the repository in MongoDB; nothing where files are wanted. */
  Optional<Open> open(boolean filesByDefault) {
    String uri = repository == null || repository.isBlank() ? null : repository;
    if (FILES.equals(uri) || (uri == null && (filesByDefault || isBlank(mongoUri)))) {
      return Optional.empty();
    }
    String place = uri == null ? Objects.requireNonNull(mongoUri) : uri;
    MongoClient client = connect(place);
    try {
      String named = uri == null ? null : new ConnectionString(uri).getDatabase();
      return Optional.of(
          new Open(client, BatchStore.open(client, named == null ? BatchStore.DATABASE : named)));
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }

  private static boolean isBlank(@Nullable String text) {
    return text == null || text.isBlank();
  }

  /** The URI may hold a password: it is in no message. */
  static MongoClient connect(String uri) {
    try {
      return MongoClients.create(uri);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the MongoDB URI is not valid: check its form, mongodb://host/name");
    }
  }
}
