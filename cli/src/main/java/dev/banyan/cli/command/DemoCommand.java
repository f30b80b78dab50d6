package dev.banyan.cli.command;

import dev.banyan.cli.demo.Demo;
import dev.banyan.cli.demo.DemoOptions;
import dev.banyan.cli.demo.Report;
import dev.banyan.cli.display.Display;
import dev.banyan.cli.input.PostTexts;
import dev.banyan.cli.input.SocialGraph;
import dev.banyan.cli.option.OutputOption;
import dev.banyan.cli.stack.Installation;
import dev.banyan.cli.stack.Stack;
import dev.banyan.cli.stack.StackOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code banyan demo}. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Migrates a running social network's relationships and feed under live traffic, then audits"
          + " both stores against what was acknowledged.",
      "Exit code 0 only if nothing acknowledged is missing, nothing extra is there, and no request"
          + " failed or read stale.",
      ""
    })
public final class DemoCommand implements Callable<Integer> {

  @Mixin private StackOptions stackOptions = new StackOptions();

  @Option(
      names = "--follows",
      paramLabel = "FILE",
      description = "A real graph: 'a b' or 'a<TAB>b' per line, plain or .gz (default: generated).")
  private @Nullable Path follows;

  @Option(names = "--undirected", description = "Each line is a follow in both directions.")
  private boolean undirected;

  @Option(
      names = "--posts",
      paramLabel = "FILE",
      description = "Texts from a Stack Exchange Posts.xml or Posts.xml.gz (default: generated).")
  private @Nullable Path posts;

  @Option(
      names = "--users",
      defaultValue = "300",
      description = "Users of the generated graph (default: ${DEFAULT-VALUE}).")
  private int users = 300;

  @Option(
      names = "--follows-generated",
      paramLabel = "N",
      defaultValue = "5000",
      description = "Follows of the generated graph (default: ${DEFAULT-VALUE}).")
  private int generatedFollows = 5_000;

  @Option(
      names = "--posts-generated",
      paramLabel = "N",
      defaultValue = "500",
      description = "Generated posts, where no file is given (default: ${DEFAULT-VALUE}).")
  private int generatedPosts = 500;

  @Option(
      names = "--seed",
      defaultValue = "42",
      description = "Seed of everything generated (default: ${DEFAULT-VALUE}).")
  private long seed = 42;

  @Option(
      names = "--rate",
      defaultValue = "200",
      description =
          "Requests per second through the proxy; fewer while the machine does not keep up (default:"
              + " ${DEFAULT-VALUE}).")
  private double rate = 200;

  @Option(
      names = "--stage-seconds",
      paramLabel = "N",
      defaultValue = "3",
      description = "How long each stage is watched (default: ${DEFAULT-VALUE}).")
  private int stageSeconds = 3;

  @Option(names = "--report", paramLabel = "FILE", description = "Write what was measured as JSON.")
  private @Nullable Path report;

  @Mixin private OutputOption output = new OutputOption();

  @Option(
      names = "--keep-running",
      description = "Leave everything up afterwards, with hints what to try.")
  private boolean keepRunning;

  @Override
  public Integer call() throws InterruptedException {
    stackOptions.check();
    boolean json = output.json();
    Display display = new Display(json ? System.err : System.out, System.console() != null);
    DemoOptions options = new DemoOptions(rate, Duration.ofSeconds(stageSeconds), seed);
    SocialGraph graph = graph();
    PostTexts texts = texts();
    try (Stack stack = Stack.open(stackOptions, Installation.current());
        Demo demo = new Demo(stack, graph, texts, options, display)) {
      Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "stop"));
      Report result = demo.run();
      if (report != null) {
        result.write(report);
        display.note("Report written to " + report);
      }
      if (json) {
        System.out.println(result.toJson());
      }
      if (keepRunning) {
        stay(stack, display);
      }
      return result.passed() ? 0 : 1;
    }
  }

  private SocialGraph graph() {
    return follows == null
        ? SocialGraph.generate(users, generatedFollows, seed)
        : SocialGraph.read(follows, undirected);
  }

  private PostTexts texts() {
    return posts == null
        ? PostTexts.generated(generatedPosts, seed)
        : PostTexts.stackExchange(posts);
  }

  private static void stay(Stack stack, Display display) throws InterruptedException {
    new NextSteps(stack).print(display);
    while (true) {
      Thread.sleep(1_000);
      stack.requireAlive();
    }
  }
}
