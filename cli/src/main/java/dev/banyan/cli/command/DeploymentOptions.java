package dev.banyan.cli.command;

import com.mongodb.ConnectionString;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.banyan.cli.display.Display;
import dev.banyan.cli.option.AwsEndpoint;
import dev.banyan.cli.option.MongoUri;
import dev.banyan.cli.option.OutputOption;
import dev.banyan.cli.option.StateDirOption;
import dev.banyan.cli.run.Deployment;
import dev.banyan.cli.run.Run;
import dev.banyan.cli.stack.AwsAccess;
import dev.banyan.cli.stack.Stack;
import dev.banyan.control.DynamoDbControlStore;
import java.net.URI;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a command moves: the local run that is up, or the capabilities of a control table. */
final class DeploymentOptions {

  @Option(
      names = "--aws",
      description =
          "The deployment in AWS, by AWS_REGION and the SDK's usual credentials, instead of the run"
              + " that is up.")
  private boolean aws;

  @Option(
      names = "--aws-endpoint",
      converter = AwsEndpoint.class,
      paramLabel = "URL",
      description = "Like --aws, at an emulator's DynamoDB endpoint.")
  private @Nullable URI awsEndpoint;

  @Option(
      names = "--control-table",
      paramLabel = "TABLE",
      description =
          "Like --aws, with another control table than " + DynamoDbControlStore.TABLE + ".")
  private @Nullable String controlTable;

  @Mixin private StateDirOption stateDir = new StateDirOption();

  @Mixin private OutputOption output = new OutputOption();

  boolean json() {
    return output.json();
  }

  /** Progress goes to a person; in JSON mode standard output is the script's. */
  Display display() {
    return new Display(json() ? System.err : System.out, System.console() != null);
  }

  /** Does something with the deployment, and closes it. */
  <T> T with(Function<Deployment, T> work) {
    return with(null, null, work);
  }

  /**
   * The same, where MongoDB may be asked.
   *
   * @param mongoUri used outside of a local run only; null if not given
   * @param database that of the monolith; by default the one in the URI
   */
  <T> T with(@Nullable String mongoUri, @Nullable String database, Function<Deployment, T> work) {
    if (!isElsewhere()) {
      try (Run run = new Run(Stack.endpointsOf(stateDir.path()))) {
        return work.apply(run.deployment());
      }
    }
    try (Monolith monolith = new Monolith(mongoUri, database);
        Deployment deployment =
            new Deployment(AwsAccess.dynamoDb(awsEndpoint), table(), monolith::database)) {
      return work.apply(deployment);
    }
  }

  private boolean isElsewhere() {
    return aws || awsEndpoint != null || controlTable != null;
  }

  private String table() {
    return controlTable == null ? DynamoDbControlStore.TABLE : controlTable;
  }

  /** The monolith's database, connected to when it is first asked for. */
  private static final class Monolith implements AutoCloseable {

    private final @Nullable String uri;
    private final @Nullable String name;
    private @Nullable MongoClient client;

    Monolith(@Nullable String uri, @Nullable String name) {
      this.uri = uri;
      this.name = name;
    }

    MongoDatabase database() {
      if (uri == null || uri.isBlank()) {
        throw new IllegalArgumentException(
            "a switch puts a barrier into the monolith's database: give --mongo-uri, or set"
                + " BANYAN_MONGODB_URI");
      }
      ConnectionString parsed = MongoUri.parse(uri);
      String database = name == null ? parsed.getDatabase() : name;
      if (database == null) {
        throw new IllegalArgumentException(
            "which database is the monolith's? Give --database NAME, or name it in the connection"
                + " string: mongodb://host:27017/NAME");
      }
      client = MongoClients.create(parsed);
      return client.getDatabase(database);
    }

    @Override
    public void close() {
      if (client != null) {
        client.close();
      }
    }
  }
}
