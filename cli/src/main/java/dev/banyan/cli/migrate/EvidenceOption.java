package dev.banyan.cli.migrate;

import dev.banyan.control.DynamoDbControlStore;
import dev.banyan.jobs.backfill.BackfillResult.Ending;
import dev.banyan.jobs.backfill.copy.CollectionResult;
import dev.banyan.jobs.backfill.copy.CopyEvidence;
import dev.banyan.jobs.mapping.CompiledMapping;
import dev.banyan.jobs.mapping.MappingFile;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;

/** Where the outcome of a collection's backfill is stored, so that guards can require it. */
public final class EvidenceOption {

  @Option(
      names = "--control-table",
      paramLabel = "TABLE",
      description =
          "With --mapping: store the evidence there, where switches look: banyan-control.")
  private @Nullable String table;

  /**
   * Before a run.
   *
   * @throws IllegalArgumentException if the run could prove nothing
   */
  public void check(SourceOptions source) {
    if (table != null && (source.mapping == null || source.dump != null || !isIntoTables(source))) {
      throw new IllegalArgumentException(
          "--control-table needs --mapping, a live collection and --to dynamodb: a dump or an"
              + " export does not prove that the tables have everything");
    }
  }

  private static boolean isIntoTables(SourceOptions source) {
    return source.to.equals("dynamodb");
  }

  /** After a run; a run that was stopped proves nothing. */
  public void store(SourceOptions source, CollectionResult result) {
    String control = table;
    Path file = source.mapping;
    if (control == null || file == null || result.ending() == Ending.STOPPED) {
      return;
    }
    List<CompiledMapping> mappings = MappingFile.read(file).mappings();
    String collection =
        source.collection == null ? mappings.get(0).collection() : source.collection;
    DynamoDbClientBuilder builder =
        DynamoDbClient.builder().httpClient(UrlConnectionHttpClient.create());
    try (DynamoDbClient client =
        (source.awsEndpoint == null ? builder : builder.endpointOverride(source.awsEndpoint))
            .build()) {
      new CopyEvidence(new DynamoDbControlStore(client, control), mappings, Clock.systemUTC())
          .store(collection, result.counts());
    }
  }
}
