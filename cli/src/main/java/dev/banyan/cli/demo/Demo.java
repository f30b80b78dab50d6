package dev.banyan.cli.demo;

import dev.banyan.cli.audit.Audit;
import dev.banyan.cli.audit.AuditReport;
import dev.banyan.cli.audit.AuditSettings;
import dev.banyan.cli.display.Display;
import dev.banyan.cli.input.LegacyDataLoader;
import dev.banyan.cli.input.LoadedPosts;
import dev.banyan.cli.input.PostTexts;
import dev.banyan.cli.input.SocialGraph;
import dev.banyan.cli.jobs.CapabilityJobs;
import dev.banyan.cli.load.LoadGenerator;
import dev.banyan.cli.load.LoadSettings;
import dev.banyan.cli.load.SocialModel;
import dev.banyan.cli.run.Run;
import dev.banyan.cli.stack.CloudSizing;
import dev.banyan.cli.stack.Endpoints;
import dev.banyan.cli.stack.Stack;
import dev.banyan.control.Capability;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The whole demonstration: environment, data, load, two capabilities moved, audit, report. Not
 * thread-safe.
 */
public final class Demo implements AutoCloseable {

  private static final Duration DRAIN = Duration.ofSeconds(20);
  private static final Duration CATCH_UP = Duration.ofSeconds(30);
  private static final Duration RAMP_UP = Duration.ofSeconds(8);
  private static final int FEED_SAMPLE = 100;

  private final Stack stack;
  private final SocialGraph graph;
  private final PostTexts texts;
  private final DemoOptions options;
  private final Display display;
  private final ResidentMemory memory = new ResidentMemory();
  private final List<AutoCloseable> opened = new ArrayList<>();

  public Demo(
      Stack stack, SocialGraph graph, PostTexts texts, DemoOptions options, Display display) {
    this.stack = stack;
    this.graph = graph;
    this.texts = texts;
    this.options = options;
    this.display = display;
  }

  /** Runs it; a refused step ends the move, never the audit. */
  public Report run() throws InterruptedException {
    long start = System.nanoTime();
    display.heading("A running monolith");
    Endpoints endpoints = startCloud();
    Run run = open(new Run(endpoints));
    SocialModel model = loadLegacyData(run);
    Run.CAPABILITIES.forEach(name -> run.control().create(Capability.inLegacy(name)));
    startApplications(endpoints);
    LoadGenerator load =
        open(
            new LoadGenerator(
                LoadSettings.of(
                        endpoints.proxy(),
                        options.rate(),
                        options.seed(),
                        stack.secrets().jwtSecret())
                    .withRampUp(RAMP_UP)
                    .easing(),
                model));
    List<CapabilityMigration> moves = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    try {
      move(run, load, moves);
    } catch (DemoFailure e) {
      String reason = String.valueOf(e.getMessage());
      display.failed(reason);
      problems.add(reason);
    }
    AuditReport audit = audit(run, load, model, problems);
    Measured measured =
        new Measured(
            graph,
            model.posts(),
            options.rate(),
            load.report(),
            moves,
            audit,
            deadLetters(run),
            seconds(start),
            memory.peakMegabytes());
    Report report = measured.report(problems);
    display.print(ReportTable.of(report));
    return report;
  }

  private Endpoints startCloud() {
    display.step(
        "Starting MongoDB, DynamoDB, Kinesis, SQS and a Lambda host",
        "Embedded stand-ins behind the ordinary drivers; the functions come from template.yaml.");
    Endpoints endpoints = stack.startCloud(CloudSizing.forFollows(graph.follows()));
    display.done("MongoDB and AWS endpoints are up");
    return endpoints;
  }

  private SocialModel loadLegacyData(Run run) {
    display.step(
        "Loading the legacy data: " + graph.origin().source(),
        "It is there before anything watches the database, as in a grown monolith.");
    LoadedPosts posts =
        new LegacyDataLoader(
                run.database(),
                options.seed(),
                Instant.now(),
                (collection, documents) ->
                    display.progress("%s: %,d".formatted(collection, documents)))
            .load(graph, texts);
    display.done(
        "%,d users, %,d follows, %,d posts"
            .formatted(graph.users(), graph.follows(), posts.count()));
    return new SocialModel(graph, posts);
  }

  private void startApplications(Endpoints endpoints) {
    display.step(
        "Starting the monolith and the proxy",
        "The monolith has the starter and its configuration; every route is at LEGACY.");
    stack.startApplications();
    display.done("clients talk to " + endpoints.proxy());
  }

  private void move(Run run, LoadGenerator load, List<CapabilityMigration> moves)
      throws InterruptedException {
    Watch watch = new Watch(stack, load, display);
    display.step(
        "Load: %.0f requests/s through the proxy".formatted(options.rate()),
        "60 % home feed, 30 % user timeline, 10 % new posts; follows, unfollows and reads on top.");
    load.start("BASELINE");
    watch.stage("BASELINE", options.stage());
    display.done("the monolith answers everything");
    ProxyAdmin proxy = new ProxyAdmin(stack.endpoints().proxyAdmin(), stack.secrets().adminToken());
    DemoParts parts = new DemoParts(proxy, watch, display, options.stage());
    CapabilityJobs jobs = new CapabilityJobs(run, stack.stateDir());
    for (String name : Run.CAPABILITIES) {
      display.heading("Moving " + name);
      CapabilityMigration migration = new CapabilityMigration(name, run, jobs, parts);
      moves.add(migration);
      migration.moveReads();
      if (name.equals("relationships")) {
        migration.switchWrites();
      }
    }
  }

  private AuditReport audit(Run run, LoadGenerator load, SocialModel model, List<String> problems)
      throws InterruptedException {
    display.heading("Audit");
    display.step(
        "Reading both stores raw, and comparing with every acknowledged write",
        "None of the code that moved the data takes part.");
    if (!load.pauseAndDrain(DRAIN)) {
      problems.add("requests were still under way after " + DRAIN.toSeconds() + " s");
    }
    Audit audit =
        new Audit(
            new AuditSettings(
                run.endpoints().monolith(),
                run.endpoints().httpApi(),
                stack.secrets().jwtSecret(),
                FEED_SAMPLE,
                options.seed()),
            model,
            run.database(),
            run.dynamoDb());
    AuditReport report = audit.run();
    long end = System.nanoTime() + CATCH_UP.toNanos();
    while (!report.agrees() && System.nanoTime() < end) {
      display.progress("the last writes are still on their way between the sides");
      Thread.sleep(500);
      report = audit.run();
    }
    display.done("%,d follows expected".formatted(report.expectedFollows()));
    return report;
  }

  private static long deadLetters(Run run) {
    return Run.CAPABILITIES.stream().mapToLong(name -> run.deadLetters().count(name)).sum();
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private <T extends AutoCloseable> T open(T part) {
    opened.add(part);
    return part;
  }

  @Override
  public void close() {
    memory.close();
    for (int i = opened.size() - 1; i >= 0; i--) {
      close(opened.get(i));
    }
  }

  private static void close(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      // The processes behind it end anyway; a failed close must not hide the result.
      System.getLogger(Demo.class.getName()).log(System.Logger.Level.DEBUG, "close", e);
    }
  }
}
