package dev.banyan.localcloud;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.banyan.localcloud.lambda.model.LambdaHostException;
import dev.banyan.localcloud.mongo.EmbeddedMongoException;
import dev.banyan.localcloud.wire.PortInUseException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line of {@link LocalCloud}. */
@Command(
    name = "local-cloud",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs MongoDB, DynamoDB, Kinesis, SQS and a SAM template's functions on this machine.",
      "Prints one line of JSON when all is up, and runs until SIGTERM."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"1:it could not start", "2:wrong usage, or a port is in use"})
final class LocalCloudCommand implements Callable<Integer> {

  private static final int FAILED = 1;
  private static final int PORT_IN_USE = 2;

  private final PrintStream out;
  private final Map<String, String> environment;

  @Option(names = "--mongo-port", defaultValue = "27117", description = "default: ${DEFAULT-VALUE}")
  private int mongoPort;

  @Option(
      names = "--dynamodb-port",
      defaultValue = "8100",
      description = "default: ${DEFAULT-VALUE}")
  private int dynamodbPort;

  @Option(
      names = "--kinesis-port",
      defaultValue = "4567",
      description = "default: ${DEFAULT-VALUE}")
  private int kinesisPort;

  @Option(names = "--sqs-port", defaultValue = "9324", description = "default: ${DEFAULT-VALUE}")
  private int sqsPort;

  @Option(
      names = "--http-port",
      defaultValue = "3100",
      description = "HTTP API of the functions, default: ${DEFAULT-VALUE}")
  private int httpPort;

  @Option(
      names = "--runtime-port",
      defaultValue = "9101",
      description = "Lambda Runtime API, default: ${DEFAULT-VALUE}")
  private int runtimePort;

  @Option(names = "--template", description = "SAM template to run; without it only the stores run")
  private @Nullable Path template;

  @Option(
      names = "--lambda-runtime",
      paramLabel = "DIR_OR_CLASSPATH",
      description = "jars of the Lambda runtime; those on this class path by default")
  private @Nullable String lambdaRuntime;

  @Option(
      names = "--parameter",
      paramLabel = "KEY=VALUE",
      description = "overrides a template parameter; visible to all users of the machine")
  private Map<String, String> parameters = new LinkedHashMap<>();

  @Option(
      names = "--parameter-env",
      paramLabel = "KEY=ENVNAME",
      description = "takes a template parameter from an environment variable: for secrets")
  private Map<String, String> parameterVariables = new LinkedHashMap<>();

  @Option(
      names = "--warm",
      paramLabel = "LOGICAL_ID",
      description =
          "a function to start at once, repeatable; the others start with their first work")
  private Set<String> warm = new LinkedHashSet<>();

  @Option(
      names = "--log-dir",
      defaultValue = "logs",
      description = "one log per function, default: ${DEFAULT-VALUE}")
  private Path logDir = Path.of("logs");

  @Option(
      names = "--mongo-uri",
      description =
          "uses this MongoDB instead of the embedded one; with a password in it, give it as"
              + " BANYAN_EXTERNAL_MONGO_URI in the environment instead")
  private @Nullable String mongoUri;

  @Option(
      names = "--aws-endpoint",
      description = "uses DynamoDB, Kinesis and SQS there instead of the embedded ones")
  private @Nullable URI awsEndpoint;

  private LocalCloudCommand(PrintStream out, Map<String, String> environment) {
    this.out = out;
    this.environment = environment;
  }

  /** Runs the command to its end and gives the exit code. */
  static int run(String[] args, PrintStream out) {
    return new CommandLine(new LocalCloudCommand(out, System.getenv()))
        .setExecutionExceptionHandler((e, command, result) -> report(e))
        .execute(args);
  }

  @Override
  public Integer call() throws InterruptedException {
    try (LocalCloud cloud = LocalCloud.start(config())) {
      CountDownLatch ended = new CountDownLatch(1);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    cloud.close();
                    ended.countDown();
                  },
                  "local-cloud-stop"));
      out.println(readyLine(cloud));
      out.flush();
      ended.await();
    }
    return 0;
  }

  private static int report(Exception e) throws Exception {
    boolean portInUse = e instanceof PortsTakenException || e instanceof PortInUseException;
    boolean expected =
        portInUse
            || e instanceof LocalCloudException
            || e instanceof LambdaHostException
            || e instanceof EmbeddedMongoException
            || e instanceof IllegalArgumentException;
    if (!expected) {
      throw e;
    }
    System.err.println(e.getMessage());
    return portInUse ? PORT_IN_USE : FAILED;
  }

  private LocalCloudConfig config() {
    return new LocalCloudConfig(
        new Ports(mongoPort, dynamodbPort, kinesisPort, sqsPort, httpPort, runtimePort),
        template == null ? null : functions(template),
        mongoUri == null ? environment.get("BANYAN_EXTERNAL_MONGO_URI") : mongoUri,
        awsEndpoint);
  }

  private Functions functions(Path file) {
    Map<String, String> all = new HashMap<>(parameters);
    parameterVariables.forEach((parameter, name) -> all.put(parameter, variable(parameter, name)));
    return new Functions(file, RuntimeJars.of(lambdaRuntime), all, logDir, warm);
  }

  private String variable(String parameter, String name) {
    String value = environment.get(name);
    if (value == null) {
      throw new LocalCloudException(
          "the environment has no " + name + ", from which parameter " + parameter + " is to come");
    }
    return value;
  }

  private static String readyLine(LocalCloud cloud) {
    ObjectNode line = JsonNodeFactory.instance.objectNode().put("ready", true);
    line.put("mongoUri", cloud.mongoUri())
        .put("dynamodb", cloud.dynamodb().toString())
        .put("kinesis", cloud.kinesis().toString())
        .put("sqs", cloud.sqs().toString());
    cloud.httpApi().ifPresent(uri -> line.put("httpApi", uri.toString()));
    cloud.lambdaStatus().ifPresent(uri -> line.put("lambdaStatus", uri.toString()));
    return line.toString();
  }
}
