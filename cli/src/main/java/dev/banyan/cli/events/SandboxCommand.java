package dev.banyan.cli.events;

import dev.banyan.cli.stack.Credentials;
import dev.banyan.cli.stack.StoresAlone;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** {@code banyan events sandbox}. */
@Command(
    name = "sandbox",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a MongoDB replica set and a Kinesis with a stream on this machine, for trying capture of"
          + " an application of your own, until Ctrl-C. In memory: a new start is empty.",
      "Prints what goes into the application's configuration."
    })
final class SandboxCommand implements Callable<Integer> {

  @Option(
      names = "--mongo-port",
      defaultValue = "27117",
      description = "Port of MongoDB; 0 for any free one (default: ${DEFAULT-VALUE}).")
  private int mongoPort;

  @Option(
      names = "--kinesis-port",
      defaultValue = "4567",
      description = "Port of Kinesis; 0 for any free one (default: ${DEFAULT-VALUE}).")
  private int kinesisPort;

  @Option(
      names = "--stream",
      paramLabel = "NAME",
      defaultValue = "banyan-events",
      description = "The stream (default: ${DEFAULT-VALUE}).")
  private String stream = "banyan-events";

  @Option(
      names = "--shards",
      paramLabel = "N",
      defaultValue = "1",
      description = "Its shards (default: ${DEFAULT-VALUE}).")
  private int shards = 1;

  @Option(
      names = "--log",
      paramLabel = "FILE",
      defaultValue = ".banyan/logs/sandbox.log",
      description = "Where its log goes (default: ${DEFAULT-VALUE}).")
  private Path log = Path.of(".banyan/logs/sandbox.log");

  @Override
  public Integer call() {
    if (shards < 1) {
      throw new IllegalArgumentException("--shards must be 1 or more, was " + shards);
    }
    try (StoresAlone stores = StoresAlone.start(mongoPort, kinesisPort, log)) {
      Runtime.getRuntime().addShutdownHook(new Thread(stores::close, "stop"));
      createStream(stores.kinesis());
      System.out.print(instructions(stores));
      System.out.flush();
      stores.awaitEnd();
      return 0;
    }
  }

  private void createStream(URI kinesis) {
    try (KinesisClient client = Credentials.kinesis(kinesis)) {
      client.createStream(request -> request.streamName(stream).shardCount(shards));
      client.waiter().waitUntilStreamExists(request -> request.streamName(stream));
    }
  }

  private String instructions(StoresAlone stores) {
    return """
        MongoDB  %1$s   (put your database's name in the place of 'test')
        Kinesis  %2$s   stream %3$s

        starter  spring.data.mongodb.uri (Boot 3) or spring.mongodb.uri (Boot 4): the first;
                 banyan.capture: {endpoint: '%2$s', stream: %3$s, region: us-east-1}
        sidecar  BANYAN_MONGODB_URI='%1$s'
                 kinesis: {endpoint: '%2$s', stream: %3$s, region: us-east-1}
        look     ./banyan events tail --kinesis-endpoint %2$s --stream %3$s --since oldest
        """
        .formatted(stores.mongoUri("test"), stores.kinesis(), stream);
  }
}
