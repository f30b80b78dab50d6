package dev.banyan.cli.command;

import dev.banyan.cli.display.Display;
import dev.banyan.cli.display.Json;
import dev.banyan.cli.jobs.BackfillSummary;
import dev.banyan.cli.jobs.CapabilityJobs;
import dev.banyan.cli.migrate.CollectionJob;
import dev.banyan.cli.migrate.EvidenceOption;
import dev.banyan.cli.migrate.JobStatusCommand;
import dev.banyan.cli.migrate.SourceOptions;
import dev.banyan.cli.option.JobOptions;
import dev.banyan.cli.run.Run;
import dev.banyan.jobs.backfill.BackfillProgress;
import dev.banyan.jobs.backfill.BackfillResult.Ending;
import dev.banyan.jobs.backfill.copy.CollectionResult;
import dev.banyan.jobs.throttle.ControlFile;
import dev.banyan.jobs.throttle.ControlFile.Wish;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code banyan backfill}. */
@Command(
    name = "backfill",
    mixinStandardHelpOptions = true,
    subcommands = JobStatusCommand.class,
    description = {
      "Copies what existed before, race-safe under live traffic: an item that is there is newer.",
      "Stopped and run again, it goes on where it was.",
      "A capability of the run that is up, or any collection by --mapping."
    })
public final class BackfillCommand implements Callable<Integer> {

  private static final long STOP_SECONDS = 20;

  @Mixin private RunningOptions options = new RunningOptions();
  @Mixin private SourceOptions source = new SourceOptions();
  @Mixin private EvidenceOption evidence = new EvidenceOption();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "CAPABILITY",
      description = "relationships or feed.")
  private String capability = "";

  @Option(
      names = "--capability",
      paramLabel = "NAME",
      defaultValue = "",
      description = "The same as CAPABILITY.")
  private String named = "";

  @Option(names = "--restart", description = "Forget the checkpoints and begin at the beginning.")
  private boolean restart;

  @Option(names = "--resume", description = "Go on where it was; the default.")
  private boolean resume;

  @Override
  public Integer call() {
    if (restart && resume) {
      throw new IllegalArgumentException("--restart and --resume contradict each other");
    }
    if (!named.isEmpty() && !capability.isEmpty()) {
      throw new IllegalArgumentException("name one capability");
    }
    capability += named;
    if (source.isGiven() == !capability.isEmpty()) {
      throw new IllegalArgumentException(
          "name a capability, or a collection's mapping by --mapping");
    }
    evidence.check(source);
    return source.isGiven() ? collection() : capability();
  }

  private int capability() {
    Display display = options.display();
    CountDownLatch ended = new CountDownLatch(1);
    try (Run run = options.open()) {
      CapabilityJobs jobs = new CapabilityJobs(run, options.stateDir());
      display.step("Backfilling " + capability, "");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(jobs::stop, ended)));
      BackfillSummary result = jobs.backfill(capability, restart, display::progress);
      display.done(result.text());
      if (options.json()) {
        System.out.println(Json.of(result));
      }
      return result.deadLetters() == 0 && !result.ending().equals("STOPPED") ? 0 : 1;
    } finally {
      ended.countDown();
    }
  }

  private int collection() {
    Display display = options.display();
    CountDownLatch ended = new CountDownLatch(1);
    try (CollectionJob job = new CollectionJob(source, options.stateDir(), restart)) {
      display.step("Backfilling " + job.describe(), "job " + job.name());
      job.check(display::note);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(job::stop, ended)));
      CollectionResult result = job.run(progress -> show(display, progress));
      evidence.store(source, result);
      display.done(text(result));
      if (options.json()) {
        System.out.println(Json.line(report(result)));
      }
      return result.ending() != Ending.STOPPED && result.counts().deadLetters() == 0 ? 0 : 1;
    } finally {
      ended.countDown();
    }
  }

  /** Ctrl-C: the checkpoints are saved before the process ends. */
  private static void stop(Runnable stop, CountDownLatch ended) {
    stop.run();
    try {
      ended.await(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void show(Display display, BackfillProgress now) {
    display.progress(
        "%,d of %,d documents, %,.0f/s%s%s"
            .formatted(
                now.documents(),
                now.total(),
                now.perSecond(),
                now.remaining().map(left -> ", " + left.toSeconds() + " s to go").orElse(""),
                now.throttle().map(reason -> "; held back: " + reason).orElse("")));
    if (options.json()) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("event", "progress");
      line.put("job", now.phase());
      line.put("documents", now.documents());
      line.put("total", now.total());
      line.put("perSecond", Math.round(now.perSecond()));
      line.put("throttle", now.throttle().orElse(""));
      line.put("remainingSeconds", now.remaining().map(left -> left.toSeconds()).orElse(-1L));
      System.out.println(Json.line(line));
    }
  }

  private static Map<String, Object> report(CollectionResult result) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("event", "report");
    line.put("job", result.job());
    line.put("ending", result.ending().name());
    line.put("documents", result.counts().documents());
    line.put("written", result.counts().written());
    line.put("alreadyNewer", result.counts().alreadyNewer());
    line.put("filtered", result.counts().filtered());
    line.put("deadLetters", result.counts().deadLetters());
    line.put("seconds", Math.round(result.seconds() * 10) / 10.0);
    line.put("perSecond", Math.round(result.perSecond()));
    return line;
  }

  private static String text(CollectionResult result) {
    String counts =
        "%,d documents: %,d items written, %,d already newer, %,d filtered, %,d dead letters, %,.0f/s"
            .formatted(
                result.counts().documents(),
                result.counts().written(),
                result.counts().alreadyNewer(),
                result.counts().filtered(),
                result.counts().deadLetters(),
                result.perSecond());
    String letters =
        result.counts().deadLetters() == 0
            ? ""
            : "; look at them with: banyan dead-letters list --job " + result.job();
    return switch (result.ending()) {
      case ALREADY_COMPLETED ->
          "nothing to do, an earlier run had finished (--restart begins anew); " + counts;
      case STOPPED -> "stopped, the same command goes on where it was; " + counts;
      case COMPLETED -> counts + letters;
    };
  }

  @Command(
      name = "pause",
      mixinStandardHelpOptions = true,
      description = "Holds a job that runs, or the next run of it.")
  int pause(@Mixin JobOptions job) {
    ControlFile control = new ControlFile(job.existing());
    control.write(new Wish(true, control.read().rate()));
    return 0;
  }

  @Command(
      name = "resume",
      mixinStandardHelpOptions = true,
      description = "Lets a job that was paused go on.")
  int resume(@Mixin JobOptions job) {
    ControlFile control = new ControlFile(job.existing());
    control.write(new Wish(false, control.read().rate()));
    return 0;
  }

  @Command(
      name = "rate",
      mixinStandardHelpOptions = true,
      description = "Bounds a job; 0 lifts the bound.")
  int rate(
      @Parameters(paramLabel = "N", description = "Documents a second.") double rate,
      @Mixin JobOptions job) {
    ControlFile control = new ControlFile(job.existing());
    control.write(new Wish(control.read().paused(), rate));
    return 0;
  }
}
