package dev.banyan.cli.demo;

import dev.banyan.cli.audit.AuditReport;
import dev.banyan.cli.input.SocialGraph;
import dev.banyan.cli.load.LoadReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Everything that was measured, before it is judged. */
record Measured(
    SocialGraph graph,
    int posts,
    double rate,
    LoadReport load,
    List<CapabilityMigration> moves,
    AuditReport audit,
    long deadLetters,
    double seconds,
    long peakMegabytes) {

  /** The report; its exit code follows from the problems, those found here included. */
  Report report(List<String> before) {
    List<String> problems = new ArrayList<>(before);
    judge(problems);
    return new Report(
        problems.isEmpty(),
        List.copyOf(problems),
        new Report.Input(graph.users(), graph.follows(), posts, graph.origin().source()),
        loadPart(),
        moves.stream().map(move -> move.moved(stages(move.name()))).toList(),
        auditPart(),
        new Report.Resources(Math.round(seconds * 10) / 10.0, peakMegabytes));
  }

  private void judge(List<String> problems) {
    require(problems, load.failures(), "requests failed");
    require(problems, load.staleReads(), "own writes were not seen");
    require(problems, audit.missing(), "acknowledged follows are missing");
    require(problems, audit.extra(), "follows are there that nobody acknowledged");
    require(problems, audit.uncertainEdges(), "follows have an unknown outcome");
    require(problems, audit.legacyPosts().missing(), "acknowledged posts are missing");
    require(problems, audit.legacyPosts().extra(), "posts are there that nobody acknowledged");
    require(problems, audit.feeds().differences(), "home feeds differ");
    require(problems, deadLetters, "dead letters");
  }

  private static void require(List<String> problems, long count, String what) {
    if (count != 0) {
      problems.add(count + " " + what);
    }
  }

  private Report.Load loadPart() {
    Map<String, Report.Latency> latency = new LinkedHashMap<>();
    List<Report.StageLoad> stages = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    for (LoadReport.Stage stage : load.stages()) {
      latency.put(
          stage.name(),
          new Report.Latency(millis(stage.latency().p50()), millis(stage.latency().p99())));
      stages.add(
          new Report.StageLoad(
              stage.name(), stage.requests(), stage.failures(), stage.staleReads()));
      Stream.concat(stage.failureSamples().stream(), stage.staleSamples().stream())
          .map(Object::toString)
          .forEach(failures::add);
    }
    return new Report.Load(
        load.requests(),
        load.failures(),
        load.staleReads(),
        load.delayed(),
        rate,
        load.leastRate(),
        latency,
        stages,
        failures);
  }

  private static double millis(Duration duration) {
    return Math.round(duration.toNanos() / 1e4) / 100.0;
  }

  private List<Report.StageRequests> stages(String capability) {
    String prefix = CapabilityMigration.label(capability, "");
    List<Report.StageRequests> stages = new ArrayList<>();
    for (LoadReport.Stage stage : load.stages()) {
      LoadReport.Sides sides = stage.sides().get(capability);
      if (stage.name().startsWith(prefix) && sides != null) {
        stages.add(
            new Report.StageRequests(
                stage.name().substring(prefix.length()),
                sides.legacyRequests(),
                sides.serverlessRequests()));
      }
    }
    return stages;
  }

  private Report.AuditResult auditPart() {
    List<String> samples =
        Stream.of(
                prefixed("missing in MongoDB: ", audit.legacyFollows().missingSamples()),
                prefixed("extra in MongoDB: ", audit.legacyFollows().extraSamples()),
                prefixed("missing in DynamoDB: ", audit.serverlessFollows().missingSamples()),
                prefixed("extra in DynamoDB: ", audit.serverlessFollows().extraSamples()),
                prefixed("post missing: ", audit.legacyPosts().missingSamples()),
                prefixed("post extra: ", audit.legacyPosts().extraSamples()),
                prefixed("feed: ", audit.feeds().samples()))
            .flatMap(part -> part)
            .toList();
    return new Report.AuditResult(
        audit.expectedFollows(),
        audit.legacyFollows().found(),
        audit.serverlessFollows().found(),
        audit.missing(),
        audit.extra(),
        audit.uncertainEdges(),
        audit.expectedPosts(),
        audit.legacyPosts().found(),
        audit.legacyPosts().missing(),
        audit.legacyPosts().extra(),
        audit.feeds().usersCompared(),
        audit.feeds().differences(),
        deadLetters,
        samples);
  }

  private static Stream<String> prefixed(String prefix, List<String> samples) {
    return samples.stream().map(sample -> prefix + sample);
  }
}
