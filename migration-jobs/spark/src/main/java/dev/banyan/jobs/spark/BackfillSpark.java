package dev.banyan.jobs.spark;

import com.mongodb.client.MongoDatabase;
import dev.banyan.control.DynamoDbControlStore;
import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.JobException;
import dev.banyan.jobs.mapping.FloorVersion;
import dev.banyan.jobs.mapping.MappedCollection;
import dev.banyan.jobs.mapping.spec.MappingException;
import dev.banyan.jobs.range.ChangePosition;
import dev.banyan.jobs.spark.BackfillRequest.MappingText;
import dev.banyan.jobs.spark.BackfillRequest.Target;
import dev.banyan.stream.AwsClients;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The application that {@code spark-submit} runs; docs/spark.md says how. */
@Command(
    name = "BackfillSpark",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Copies a MongoDB collection into DynamoDB tables or S3 part files, by a mapping.")
public final class BackfillSpark implements Callable<Integer> {

  @Spec private @Nullable CommandSpec command;

  @Option(
      names = "--mapping",
      required = true,
      description = "The mapping file, on any file system that the driver reaches.")
  private String mapping = "";

  @Option(names = "--database", required = true, description = "MongoDB's database.")
  private String database = "";

  @Option(names = "--collection", required = true, description = "One that the file maps.")
  private String collection = "";

  @Option(
      names = "--checkpoint",
      required = true,
      description = "Directory of the job's state and dead letters, reached by all executors.")
  private String checkpoint = "";

  @Option(
      names = "--to",
      defaultValue = "dynamodb",
      description = "'dynamodb', or a directory for part files: s3://bucket/prefix.")
  private String to = "dynamodb";

  @Option(
      names = "--mongo-secret",
      defaultValue = "",
      description = "Secret of AWS Secrets Manager that holds the connection string.")
  private String mongoSecret = "";

  @Option(
      names = "--mongo-uri-env",
      defaultValue = "BANYAN_MONGO_URI",
      description = "Else: the driver's variable that holds it (default: ${DEFAULT-VALUE}).")
  private String mongoUriEnv = "BANYAN_MONGO_URI";

  @Option(
      names = "--max-wcu",
      defaultValue = "0",
      description = "Write units a second of all tasks together; 0 for no bound.")
  private double maxWriteUnits;

  @Option(
      names = "--tasks",
      defaultValue = "0",
      description = "Tasks at once: the cluster's cores (default: Spark's default parallelism).")
  private int tasks;

  @Option(
      names = "--in-flight",
      defaultValue = "4",
      description = "Requests that a task has under way (default: ${DEFAULT-VALUE}).")
  private int inFlight = 4;

  @Option(
      names = "--documents-per-range",
      defaultValue = "50000",
      description = "What a checkpoint and a part file cover (default: ${DEFAULT-VALUE}).")
  private int documentsPerRange = 50_000;

  @Option(
      names = "--control-table",
      defaultValue = "",
      description = "Control table, if serverless may own the collection: it has the floor then.")
  private String controlTable = "";

  public static void main(String[] arguments) {
    int code = run(arguments);
    if (code != 0) {
      System.exit(code); // a cluster takes a main that returns for success
    }
  }

  static int run(String... arguments) {
    return new CommandLine(new BackfillSpark())
        .setExecutionExceptionHandler(
            (failure, line, parsed) -> {
              line.getErr().println("BackfillSpark: " + explained(failure));
              return 1;
            })
        .execute(arguments);
  }

  @Override
  public Integer call() {
    Secret uri = secret();
    try (JavaSparkContext spark = new JavaSparkContext(new SparkConf())) {
      BackfillReport report = new SparkBackfill(spark, request(spark, uri), this::floor).run();
      out().println(report.json());
      return 0;
    }
  }

  private PrintWriter out() {
    return command == null ? new PrintWriter(System.out, true) : command.commandLine().getOut();
  }

  private Secret secret() {
    return mongoSecret.isEmpty()
        ? Secret.ofVariable(System.getenv(), mongoUriEnv)
        : Secret.ofSecretsManager(mongoSecret);
  }

  private BackfillRequest request(JavaSparkContext spark, Secret uri) {
    return new BackfillRequest(
        mappingText(spark),
        collection,
        uri,
        database,
        checkpoint,
        to.equals("dynamodb") ? new Target.Tables(maxWriteUnits, inFlight) : partFiles(),
        documentsPerRange,
        tasks == 0 ? Math.max(1, spark.defaultParallelism()) : tasks);
  }

  private Target partFiles() {
    if (!to.contains(":/")) {
      throw new JobException(
          "--to must be 'dynamodb' or a directory with its scheme, as s3://bucket/prefix, was '"
              + to
              + "'");
    }
    return new Target.PartFiles(to);
  }

  private MappingText mappingText(JavaSparkContext spark) {
    int slash = mapping.lastIndexOf('/');
    String folder = slash < 0 ? "." : mapping.substring(0, slash + 1);
    String name = mapping.substring(slash + 1);
    String text =
        new JobDirectory(folder, HadoopSettings.of(spark.getConf()).configuration())
            .read(name)
            .orElseThrow(() -> new JobException("mapping file " + mapping + " does not exist"));
    return new MappingText(mapping, text);
  }

  private SourceVersion floor(MongoDatabase mongo, MappedCollection mapped) {
    if (controlTable.isEmpty()) {
      return ChangePosition.now(mongo, mapped.collection());
    }
    try (DynamoDbClient client = AwsClients.dynamoDb()) {
      return new FloorVersion(mongo, new DynamoDbControlStore(client, controlTable)).of(mapped);
    }
  }

  /** Spark wraps what a task threw into the text of its own exception. */
  private static String explained(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof JobException || t instanceof MappingException) {
        return String.valueOf(t.getMessage());
      }
    }
    return failure instanceof SparkException
        ? String.valueOf(failure.getMessage())
        : failure.toString();
  }
}
