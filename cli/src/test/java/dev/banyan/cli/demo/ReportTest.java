package dev.banyan.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.banyan.cli.jobs.BackfillSummary;
import dev.banyan.cli.jobs.VerificationSummary;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The report's JSON is read by scripts: these names stay. */
final class ReportTest {

  private static Report report() {
    return report(200);
  }

  private static Report report(double leastRate) {
    return new Report(
        true,
        List.of(),
        new Report.Input(2, 3, 4, "a file"),
        new Report.Load(
            10,
            0,
            0,
            0,
            200,
            leastRate,
            Map.of("BASELINE", new Report.Latency(1.5, 9.25)),
            List.of(),
            List.of()),
        List.of(
            new Report.Moved(
                "relationships",
                List.of(new Report.StageRequests("SHADOW", 5, 6)),
                new BackfillSummary("COMPLETED", 3, 2, 1, 0, 0.5),
                new VerificationSummary(2, 3, 0, true, ""),
                new Report.Shadow(1, 1, 0, 0, 0),
                new Report.Cutover(7, 432)),
            new Report.Moved(
                "feed",
                List.of(),
                new BackfillSummary("COMPLETED", 7, 7, 0, 0, 0.5),
                new VerificationSummary(1, 7, 0, true, ""),
                new Report.Shadow(0, 0, 0, 0, 0),
                null)),
        new Report.AuditResult(3, 3, 3, 0, 0, 0, 4, 4, 0, 0, 2, 0, 0, List.of()),
        new Report.Resources(88.1, 2_100));
  }

  @Test
  void toJson_hasTheDocumentedNames() throws Exception {
    JsonNode json = new ObjectMapper().readTree(report().toJson());

    assertThat(json.at("/input/users").asInt()).isEqualTo(2);
    assertThat(json.at("/input/follows").asInt()).isEqualTo(3);
    assertThat(json.at("/input/posts").asInt()).isEqualTo(4);
    assertThat(json.at("/load/requests").asInt()).isEqualTo(10);
    assertThat(json.at("/load/failed").asInt(-1)).isZero();
    assertThat(json.at("/load/staleReads").asInt(-1)).isZero();
    assertThat(json.at("/load/ratePerSecond").asInt()).isEqualTo(200);
    assertThat(json.at("/load/leastRatePerSecond").asInt()).isEqualTo(200);
    assertThat(json.at("/load/latencyMs/BASELINE/p99").asDouble()).isEqualTo(9.25);
    assertThat(json.at("/capabilities/0/stages/0/serverlessRequests").asInt()).isEqualTo(6);
    assertThat(json.at("/capabilities/0/backfill/alreadyNewer").asInt()).isEqualTo(1);
    assertThat(json.at("/capabilities/0/verification/generations").asInt()).isEqualTo(2);
    assertThat(json.at("/capabilities/0/switch/heldRequests").asInt()).isEqualTo(7);
    assertThat(json.at("/capabilities/0/switch/holdMillis").asInt()).isEqualTo(432);
    assertThat(json.at("/capabilities/1/switch").isMissingNode()).isTrue();
    assertThat(json.at("/audit/expectedFollows").asInt()).isEqualTo(3);
    assertThat(json.at("/audit/missing").asInt(-1)).isZero();
    assertThat(json.at("/audit/extra").asInt(-1)).isZero();
  }

  @Test
  void table_saysInOneLineThatItPassed() {
    assertThat(ReportTable.of(report()))
        .contains("Nothing acknowledged is missing")
        .contains("7 for 432 ms at most")
        .doesNotContain("eased");
  }

  @Test
  void table_saysThatTheRateWasLowered() {
    assertThat(ReportTable.of(report(33.6))).containsPattern("eased from 200/s to +34/s");
  }
}
