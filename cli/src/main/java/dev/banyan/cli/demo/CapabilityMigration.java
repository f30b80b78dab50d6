package dev.banyan.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.banyan.cli.display.Display;
import dev.banyan.cli.jobs.BackfillSummary;
import dev.banyan.cli.jobs.CapabilityJobs;
import dev.banyan.cli.jobs.VerificationSummary;
import dev.banyan.cli.run.Run;
import dev.banyan.control.Guard;
import dev.banyan.control.ReadStage;
import dev.banyan.control.ReadStages;
import dev.banyan.control.Switch;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Moves one capability, stage by stage, while traffic flows.
 *
 * <ol>
 *   <li>Publishing: heartbeats of the relay have arrived in every bucket.
 *   <li>Backfill of what existed before.
 *   <li>Verification of both sides against live writes.
 *   <li>Reads: shadow, canary 1, 10, 50 %, serverless.
 *   <li>Writes: the switch, where the capability's writes are moved at all.
 * </ol>
 */
final class CapabilityMigration {

  private static final String WHO = "demo";
  private static final List<ReadStage> CANARIES =
      List.of(ReadStage.canary(1), ReadStage.canary(10), ReadStage.canary(50));

  private static final long ENOUGH_COMPARED = 20;
  private static final Duration FIRST_ANSWERS = Duration.ofSeconds(30);

  private final String name;
  private final Run run;
  private final CapabilityJobs jobs;
  private final ProxyAdmin proxy;
  private final Watch watch;
  private final Display display;
  private final Duration stage;

  private @Nullable BackfillSummary backfill;
  private @Nullable VerificationSummary verification;
  private Report.@Nullable Shadow shadow;
  private Report.@Nullable Cutover cutover;

  CapabilityMigration(String name, Run run, CapabilityJobs jobs, DemoParts parts) {
    this.name = name;
    this.run = run;
    this.jobs = jobs;
    this.proxy = parts.proxy();
    this.watch = parts.watch();
    this.display = parts.display();
    this.stage = parts.stage();
  }

  /** The load generator's name for a stage of this capability. */
  static String label(String capability, String stage) {
    return capability + " " + stage;
  }

  void moveReads() throws InterruptedException {
    watch.enter(label(name, "LEGACY"));
    awaitPublishing();
    backfill();
    verify();
    shadow();
    for (ReadStage canary : CANARIES) {
      advance(canary, canary.percent() + " % of the users read from serverless, always the same.");
    }
    advance(ReadStage.SERVERLESS, "Everybody reads from serverless; legacy still owns the writes.");
  }

  private void awaitPublishing() throws InterruptedException {
    display.step(
        "Publishing " + name,
        "Committed changes become events in Kinesis; the function applies them as they come.");
    watch.until(
        "heartbeats in every bucket",
        Duration.ofSeconds(60),
        () -> run.watermarks().read(name).isPresent());
    display.done("watermark " + run.watermarks().read(name).map(Object::toString).orElse("?"));
  }

  private void backfill() {
    display.step(
        "Backfilling " + name,
        "What existed before is copied with insert-if-absent: whatever is there already is newer.");
    BackfillSummary result = jobs.backfill(name, true, display::progress);
    backfill = result;
    display.done(result.text());
  }

  private void verify() {
    display.step(
        "Verifying " + name,
        "Both sides are compared under live writes; what changed or differed is compared again.");
    VerificationSummary result = jobs.verify(name, display::progress);
    verification = result;
    display.done(result.text());
    if (result.differences() > 0 || !result.completed()) {
      throw new DemoFailure(name + ": verification found differences: " + result.text());
    }
  }

  /** Goes on until some answers have been compared: the first copies start a function. */
  private void shadow() throws InterruptedException {
    enter(ReadStage.SHADOW, "Legacy answers; serverless is asked too, and answers are compared.");
    watch.upTo(FIRST_ANSWERS, "answers to compare", () -> seen().compared() >= ENOUGH_COMPARED);
    Report.Shadow seen = seen();
    shadow = seen;
    display.done(seen.compared() == 0 ? "nothing was compared in time" : "no objection");
    display.note(
        "%,d answers compared: %,d equal, %,d different; %,d copies dropped, %,d failed"
            .formatted(
                seen.compared(), seen.matched(), seen.differed(), seen.dropped(), seen.failed()));
  }

  private Report.Shadow seen() {
    JsonNode routes = proxy.status().at("/capabilities/" + name + "/shadow/routes");
    return new Report.Shadow(
        sum(routes, "compared"),
        sum(routes, "matched"),
        sum(routes, "differed"),
        sum(routes, "dropped"),
        sum(routes, "failed"));
  }

  private static long sum(JsonNode routes, String count) {
    long sum = 0;
    for (JsonNode route : routes) {
      sum += route.path(count).asLong();
    }
    return sum;
  }

  private void advance(ReadStage to, String why) throws InterruptedException {
    enter(to, why);
    display.done("no objection");
  }

  private void enter(ReadStage to, String why) throws InterruptedException {
    display.step(name + " reads: " + to, why);
    ReadStages.Outcome outcome =
        new ReadStages(run.control(), Clock.systemUTC()).move(name, to, WHO, null);
    if (outcome instanceof ReadStages.Outcome.Refused refused) {
      throw new DemoFailure(name + " " + to + " was refused: " + text(refused.guards()));
    }
    watch.stage(label(name, to.toString()), stage);
  }

  private static String text(List<Guard> guards) {
    return guards.stream()
        .map(guard -> guard.name() + " (" + guard.detail() + ")")
        .collect(Collectors.joining("; "));
  }

  void switchWrites() throws InterruptedException {
    display.step(
        "Switching the writes of " + name,
        "The proxy holds writes while the last events are applied, then ownership moves.");
    watch.enter(label(name, "SWITCH"));
    Switch.Outcome outcome = run.cutover().run(name, WHO);
    if (!(outcome instanceof Switch.Outcome.Switched switched)) {
      throw new DemoFailure(name + " was not switched: " + reason(outcome));
    }
    long held = proxy.status().path("capabilities").path(name).path("hold").path("held").asLong();
    cutover = new Report.Cutover(held, switched.held().toMillis());
    display.done(
        "serverless owns %s; %d writes were held for %d ms at most, none failed"
            .formatted(name, held, switched.held().toMillis()));
    display.step(
        name + " on serverless",
        "Changes flow back into MongoDB, so that going back stays possible.");
    watch.stage(label(name, "SWITCHED"), stage);
    display.done("done");
  }

  private static String reason(Switch.Outcome outcome) {
    if (outcome instanceof Switch.Outcome.Refused refused) {
      return text(refused.guards().stream().filter(guard -> !guard.passed()).toList());
    }
    return outcome.toString().toLowerCase(Locale.ROOT);
  }

  /** What is known so far, for the report. */
  Report.Moved moved(List<Report.StageRequests> stages) {
    return new Report.Moved(
        name,
        stages,
        backfill == null ? new BackfillSummary("NOT_RUN", 0, 0, 0, 0, 0) : backfill,
        verification == null ? new VerificationSummary(0, 0, 0, false, "") : verification,
        shadow == null ? new Report.Shadow(0, 0, 0, 0, 0) : shadow,
        cutover);
  }

  String name() {
    return name;
  }
}
