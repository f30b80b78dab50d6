package dev.banyan.cli.stack;

import dev.banyan.cli.option.AwsEndpoint;
import dev.banyan.cli.option.MongoUri;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a local run is made of. */
public final class StackOptions {

  @Mixin Ports ports = new Ports();

  @Option(
      names = "--mongo-uri",
      paramLabel = "URI",
      description = "Use this MongoDB replica set instead of the embedded one.")
  @Nullable String mongoUri;

  @Option(
      names = "--aws-endpoint",
      converter = AwsEndpoint.class,
      paramLabel = "URL",
      description = "Use this AWS emulator instead of the embedded stores.")
  @Nullable URI awsEndpoint;

  @Option(
      names = "--state-dir",
      paramLabel = "DIR",
      defaultValue = ".banyan",
      description =
          "Where logs, checkpoints and the run's addresses are kept (default: ${DEFAULT-VALUE}).")
  Path stateDir = Path.of(".banyan");

  @Option(
      names = "--local-cloud-heap",
      paramLabel = "SIZE",
      description =
          "Heap of the embedded cloud, for instance 4g (default: by the size of the input).")
  @Nullable String localCloudHeap;

  /**
   * Looks at what can be looked at before anything starts.
   *
   * @throws IllegalArgumentException with the remedy
   */
  public void check() {
    if (mongoUri != null) {
      MongoUri.parse(mongoUri);
    }
  }

  /** Where logs, checkpoints and the run's addresses are kept. */
  public Path stateDir() {
    return stateDir;
  }
}
