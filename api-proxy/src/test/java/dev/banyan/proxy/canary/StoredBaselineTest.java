package dev.banyan.proxy.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.control.Capability;
import dev.banyan.control.Evidence;
import dev.banyan.control.InMemoryControlStore;
import dev.banyan.control.ReadStage;
import dev.banyan.control.Side;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A proxy that never saw legacy answer, because it was started after all reads had moved. */
class StoredBaselineTest {

  private static final Instant NOW = Instant.parse("2026-01-31T10:00:00Z");
  private static final Capability ALL =
      Capability.inLegacy("feed").withReadStage(ReadStage.SERVERLESS);

  private final InMemoryControlStore store = new InMemoryControlStore();
  private final CanaryAnalysis analysis =
      new CanaryAnalysis(store, CanaryConfig.DEFAULT, Clock.fixed(NOW, ZoneOffset.UTC), "proxy p");

  private void stored(Duration age) {
    Instant at = NOW.minus(age);
    Map<String, Long> facts =
        Map.of(Baseline.REQUESTS, 1_000L, Baseline.ERRORS, 200L, Baseline.AT, at.getEpochSecond());
    store.store(
        new Evidence("feed", Evidence.Kind.CANARY, true, facts, NOW, NOW.plusSeconds(3_600)));
  }

  /** Every fifth fails, as with legacy before; the ceiling is 5 %. */
  private CanaryVerdict judged() {
    CanaryWindow window = analysis.window("feed", "GET /feed");
    analysis.check(ALL);
    for (int i = 0; i < 1_000; i++) {
      window.record(Side.SERVERLESS, i % 5 == 0, 1_000_000);
    }
    analysis.check(ALL);
    return analysis.state("feed").verdicts().get("GET /feed");
  }

  @Test
  void baselineOfTheEvidence_isWhatServerlessIsHeldTo() {
    stored(Duration.ofHours(1));

    CanaryVerdict verdict = judged();

    assertThat(verdict.kind()).as(verdict.why()).isEqualTo(CanaryVerdict.Kind.PASSED);
    assertThat(verdict.legacy()).isEqualTo(1_000);
    assertThat(verdict.legacyErrors()).isEqualTo(200);
    Evidence next = store.evidence("feed", Evidence.Kind.CANARY).orElseThrow();
    assertThat(next.facts())
        .as("an old figure stays as old as it is")
        .containsEntry(Baseline.AT, NOW.minus(Duration.ofHours(1)).getEpochSecond());
  }

  @Test
  void agedBaseline_isNotUsed() {
    stored(Duration.ofHours(25));

    CanaryVerdict verdict = judged();

    assertThat(verdict.kind()).isEqualTo(CanaryVerdict.Kind.FAILED);
    assertThat(verdict.why()).contains("5.0 % are allowed");
  }
}
