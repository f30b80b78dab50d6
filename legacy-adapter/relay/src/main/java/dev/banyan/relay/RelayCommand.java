package dev.banyan.relay;

import dev.banyan.capture.CaptureException;
import dev.banyan.capture.mapping.MappingFileException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code java -jar banyan-relay.jar}: exit code 0 fine, 1 something has to be changed, 2 usage. */
@Command(
    name = "banyan-relay",
    mixinStandardHelpOptions = true,
    version = "banyan-relay 0.1.0",
    sortOptions = false,
    usageHelpWidth = 100,
    description = "Publishes what an application commits to MongoDB as events into Kinesis.",
    footer = {
      "",
      "The application is not touched. relay.yaml says where MongoDB and the stream are, and names",
      "the mapping file, which says what becomes of which collection:",
      "",
      "  mongodb: {uri: 'mongodb://localhost:27017/shop'}   # or BANYAN_MONGODB_URI",
      "  kinesis: {stream: banyan-events, region: eu-central-1}",
      "  mapping: mapping.yaml                              # beside relay.yaml",
      "  pre-images: enable                                 # may the relay run collMod?",
      "",
      "  # mapping.yaml",
      "  capabilities:",
      "    orders:",
      "      collections:",
      "        orders: {event: order, fields: {id: _id, status: status}}",
      "",
      "First   banyan-relay --config relay.yaml --check   tells what is missing.",
      "Then    banyan-relay --config relay.yaml           runs until SIGTERM; a second one stands by.",
      "Look at http://localhost:8099/status, /health and /metrics (listen.port).",
      "A password belongs into BANYAN_MONGODB_URI or the file that mongodb.uri-file names."
    })
final class RelayCommand implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger(RelayCommand.class);

  @Spec private CommandSpec spec;

  @Option(
      names = {"-c", "--config"},
      required = true,
      paramLabel = "FILE",
      description = "relay.yaml; paths in it are relative to it")
  private Path config;

  @Option(
      names = "--check",
      description = "look whether everything is ready, print it, change nothing and end")
  private boolean check;

  @SuppressWarnings("NullAway") // picocli fills the fields in
  RelayCommand() {}

  /** Ends with the exit code. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new RelayCommand()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    try {
      Path folder = config.toAbsolutePath().resolveSibling("");
      SettingsFile file = SettingsFile.load(config, SettingsReader.KEYS);
      return with(new SettingsReader(file, folder, System.getenv()).read());
    } catch (RelayException | MappingFileException | CaptureException e) {
      spec.commandLine().getErr().println(e.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  private int with(RelaySettings settings) throws IOException, InterruptedException {
    try (RelayProcess process = new RelayProcess(settings)) {
      if (!ready(process.check())) {
        return CommandLine.ExitCode.SOFTWARE;
      }
      return check ? CommandLine.ExitCode.OK : run(settings, process);
    }
  }

  private boolean ready(List<Finding> findings) {
    PrintWriter out = spec.commandLine().getOut();
    for (Finding finding : findings) {
      if (finding instanceof Finding.Wrong wrong) {
        out.println("WRONG  " + wrong.what());
        out.println("       -> " + wrong.remedy());
      } else if (finding instanceof Finding.Fine fine && check) {
        out.println("fine   " + fine.what());
      }
    }
    out.flush();
    return findings.stream().noneMatch(Finding.Wrong.class::isInstance);
  }

  private static int run(RelaySettings settings, RelayProcess process)
      throws IOException, InterruptedException {
    LOG.info("{}", settings);
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  asked.countDown();
                  process.close();
                  stopped.countDown();
                  LOG.info("stopped");
                }));
    int port = process.start();
    LOG.info("status, health and metrics at http://localhost:{}/status", port);
    asked.await();
    stopped.await();
    return CommandLine.ExitCode.OK;
  }
}
