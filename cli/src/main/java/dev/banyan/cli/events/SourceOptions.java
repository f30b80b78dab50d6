package dev.banyan.cli.events;

import com.mongodb.ConnectionString;
import com.mongodb.client.MongoClients;
import dev.banyan.capture.CaptureConfig;
import dev.banyan.capture.OutboxConfig;
import dev.banyan.capture.mapping.MappingFile;
import dev.banyan.capture.mapping.MappingFileException;
import dev.banyan.capture.operations.KinesisEndpoint;
import dev.banyan.cli.option.MongoUri;
import dev.banyan.cli.option.OutputOption;
import dev.banyan.cli.option.StateDirOption;
import dev.banyan.cli.run.Run;
import dev.banyan.cli.stack.Credentials;
import dev.banyan.cli.stack.Endpoints;
import dev.banyan.cli.stack.Installation;
import dev.banyan.cli.stack.Stack;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.KinesisClientBuilder;

/** How a command finds the monolith's database, its mapping file, and the stream. */
final class SourceOptions {

  @Mixin private StateDirOption stateDir = new StateDirOption();

  @Option(
      names = "--mongo-uri",
      paramLabel = "URI",
      defaultValue = "${env:BANYAN_MONGODB_URI}",
      description =
          "A monolith's MongoDB instead of the run's. The variable BANYAN_MONGODB_URI keeps its"
              + " password out of the process list.")
  private @Nullable String mongoUri;

  @Option(
      names = "--database",
      paramLabel = "NAME",
      description = "The monolith's database (default: the URI's, else that of the run).")
  private @Nullable String database;

  @Option(
      names = "--mapping",
      paramLabel = "FILE",
      description = "The mapping file that its capture uses (default: the sample's).")
  private @Nullable Path mapping;

  @Option(names = "--outbox", description = "Its capture reads an outbox as well.")
  private boolean outbox;

  @Option(
      names = "--stream",
      paramLabel = "NAME",
      defaultValue = "banyan-events",
      description = "The Kinesis stream (default: ${DEFAULT-VALUE}).")
  private String stream = "banyan-events";

  @Option(
      names = "--kinesis-endpoint",
      paramLabel = "URL",
      description = "Another Kinesis than AWS's or the run's.")
  private @Nullable URI kinesis;

  @Mixin private OutputOption output = new OutputOption();

  boolean json() {
    return output.json();
  }

  /** The run that is up; empty if another monolith was named. */
  Optional<Run> run() {
    return mongoUri == null ? Optional.of(new Run(endpoints())) : Optional.empty();
  }

  /**
   * Opens clients for both ends.
   *
   * @throws IllegalArgumentException if another monolith is named without its mapping file
   */
  Source open() {
    if (mongoUri != null && mapping == null) {
      throw new IllegalArgumentException(
          "--mongo-uri needs --mapping FILE too: the mapping file that this monolith's capture"
              + " uses");
    }
    ConnectionString uri = MongoUri.parse(mongoUri == null ? endpoints().mongoUri() : mongoUri);
    CaptureConfig config = config(database(uri));
    KinesisClient client = kinesis();
    return new Source(MongoClients.create(uri), config, client, stream);
  }

  /**
   * Opens what is enough to read the stream: a monolith's store and mapping only if they are named.
   *
   * @param withMapping whether the command has to know what becomes of which collection
   */
  Source openStream(boolean withMapping) {
    if (withMapping || kinesis == null) {
      return open();
    }
    CaptureConfig none = CaptureConfig.of(Run.DATABASE, List.of(), List.of(), OutboxConfig.AUTO);
    return new Source(null, none, kinesis(), stream);
  }

  private String database(ConnectionString uri) {
    if (database != null) {
      return database;
    }
    return mongoUri == null || uri.getDatabase() == null ? Run.DATABASE : uri.getDatabase();
  }

  private CaptureConfig config(String name) {
    MappingFile file = load(mapping == null ? Installation.current().mapping() : mapping);
    return CaptureConfig.of(
        name, file.mappings(), List.of(), outbox ? OutboxConfig.AUTO : OutboxConfig.OFF);
  }

  private static MappingFile load(Path file) {
    try {
      return MappingFile.load(file);
    } catch (MappingFileException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private KinesisClient kinesis() {
    if (kinesis != null && KinesisEndpoint.isStandIn(kinesis)) {
      return Credentials.kinesis(kinesis);
    }
    if (mongoUri == null && kinesis == null) {
      return Credentials.kinesis(endpoints().kinesis());
    }
    return requireCredentials(
        KinesisEndpoint.of(
            KinesisClient.builder().httpClientBuilder(UrlConnectionHttpClient.builder()), kinesis));
  }

  /** The SDK's own messages list every place where it looked. */
  @SuppressWarnings("UnusedException") // for the same reason
  private static KinesisClient requireCredentials(KinesisClientBuilder builder) {
    try (DefaultCredentialsProvider credentials = DefaultCredentialsProvider.builder().build()) {
      KinesisClient client = builder.build();
      credentials.resolveCredentials();
      return client;
    } catch (SdkClientException e) {
      throw new IllegalArgumentException(
          "Kinesis cannot be asked without a region and credentials of AWS: set AWS_REGION and"
              + " AWS_PROFILE (or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY); for an emulator give"
              + " --kinesis-endpoint http://127.0.0.1:4567");
    }
  }

  private Endpoints endpoints() {
    return Stack.endpointsOf(stateDir.path());
  }
}
