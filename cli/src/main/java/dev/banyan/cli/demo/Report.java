package dev.banyan.cli.demo;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.banyan.cli.jobs.BackfillSummary;
import dev.banyan.cli.jobs.VerificationSummary;
import dev.banyan.cli.stack.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the demonstration measured, as {@code --report} writes it.
 *
 * @param passed whether the exit code is 0
 * @param problems why it is not
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Report(
    boolean passed,
    List<String> problems,
    Input input,
    Load load,
    List<Moved> capabilities,
    AuditResult audit,
    Resources resources) {

  /** What legacy held before anything moved. */
  public record Input(int users, int follows, int posts, String source) {}

  /**
   * What the load generator saw.
   *
   * @param ratePerSecond as asked for
   * @param leastRatePerSecond what it was lowered to for a while, if the machine did not keep up
   * @param latencyMs by stage
   */
  public record Load(
      long requests,
      long failed,
      long staleReads,
      long delayed,
      double ratePerSecond,
      double leastRatePerSecond,
      Map<String, Latency> latencyMs,
      List<StageLoad> stages,
      List<String> failures) {}

  /** Milliseconds from sending to the last byte. */
  public record Latency(double p50, double p99) {}

  /** One stage's share of the load. */
  public record StageLoad(String stage, long requests, long failed, long staleReads) {}

  /**
   * One capability's move.
   *
   * @param cutover null where only reads were moved
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Moved(
      String name,
      List<StageRequests> stages,
      BackfillSummary backfill,
      VerificationSummary verification,
      Shadow shadow,
      @JsonProperty("switch") @Nullable Cutover cutover) {}

  /** Who answered in a stage. */
  public record StageRequests(String stage, long legacyRequests, long serverlessRequests) {}

  /** What the proxy saw when it asked both sides. */
  public record Shadow(long compared, long matched, long differed, long dropped, long failed) {}

  /** How the writes moved. */
  public record Cutover(long heldRequests, long holdMillis) {}

  /**
   * What both stores hold in the end, against the model of the acknowledged writes.
   *
   * @param missing acknowledged follows that a store lacks
   * @param extra follows that nobody acknowledged
   */
  public record AuditResult(
      long expectedFollows,
      long legacyFollows,
      long serverlessFollows,
      long missing,
      long extra,
      long uncertain,
      long expectedPosts,
      long legacyPosts,
      long missingPosts,
      long extraPosts,
      long feedsCompared,
      long feedDifferences,
      long deadLetters,
      List<String> samples) {}

  /** What the run cost. */
  public record Resources(double seconds, long peakResidentMegabytes) {}

  /** The report as indented JSON. */
  public String toJson() {
    try {
      return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(this);
    } catch (IOException e) {
      throw new IllegalStateException("the report cannot be written as JSON", e);
    }
  }

  /** Writes the report as JSON, in place of what was there. */
  public void write(Path file) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.writeString(file, toJson() + System.lineSeparator());
    } catch (IOException e) {
      throw new StackException("cannot write the report to " + file + ": " + e.getMessage(), e);
    }
  }
}
