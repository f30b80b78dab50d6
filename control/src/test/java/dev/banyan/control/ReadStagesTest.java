package dev.banyan.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ReadStagesTest {

  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  private final ControlStore store = new InMemoryControlStore();
  private final ReadStages stages = new ReadStages(store, Clock.fixed(NOW, ZoneOffset.UTC));

  private void evidence(Evidence.Kind kind, boolean good, Instant at) {
    store.store(new Evidence("feed", kind, good, Map.of(), at, at.plus(Duration.ofHours(24))));
  }

  @Test
  void move_forwardWithoutEvidenceIsRefusedAndChangesNothing() {
    Capability before = store.create(Capability.inLegacy("feed"));

    ReadStages.Outcome outcome = stages.move("feed", ReadStage.SHADOW, "me", null);

    assertThat(outcome).isInstanceOf(ReadStages.Outcome.Refused.class);
    assertThat(store.capability("feed")).contains(before);
  }

  @Test
  void move_toACanaryNeedsFreshGoodVerification() {
    store.create(Capability.inLegacy("feed"));
    evidence(Evidence.Kind.BACKFILL, true, NOW);
    evidence(Evidence.Kind.VERIFICATION, true, NOW.minus(Duration.ofHours(25)));
    assertThat(stages.move("feed", ReadStage.canary(1), "me", null))
        .isInstanceOf(ReadStages.Outcome.Refused.class);
    evidence(Evidence.Kind.VERIFICATION, false, NOW);
    assertThat(stages.move("feed", ReadStage.canary(1), "me", null))
        .isInstanceOf(ReadStages.Outcome.Refused.class);
    evidence(Evidence.Kind.VERIFICATION, true, NOW);

    assertThat(stages.move("feed", ReadStage.canary(1), "me", null))
        .isInstanceOf(ReadStages.Outcome.Moved.class);
  }

  @Test
  void move_toACanaryNeedsAVerificationOfTheBackfillsMapping() {
    store.create(Capability.inLegacy("feed"));
    Instant end = NOW.plus(Duration.ofHours(24));
    store.store(
        new Evidence("feed", Evidence.Kind.BACKFILL, true, Map.of(), NOW, end, "mapping 2"));
    store.store(
        new Evidence("feed", Evidence.Kind.VERIFICATION, true, Map.of(), NOW, end, "mapping 1"));

    assertThat(stages.move("feed", ReadStage.canary(1), "me", null).toString())
        .contains("is of mapping mapping 1, the backfill of mapping 2");
    store.store(
        new Evidence("feed", Evidence.Kind.VERIFICATION, true, Map.of(), NOW, end, "mapping 2"));

    assertThat(stages.move("feed", ReadStage.canary(1), "me", null))
        .isInstanceOf(ReadStages.Outcome.Moved.class);
  }

  @Test
  void move_backNeedsNothing() {
    Capability created = store.create(Capability.inLegacy("feed"));
    Capability forward = created.withReadStage(ReadStage.SERVERLESS);
    store.replace(forward, new AuditEntry("feed", 2, NOW, "me", "reads", ""));

    assertThat(stages.move("feed", ReadStage.LEGACY, "me", null))
        .isInstanceOf(ReadStages.Outcome.Moved.class);
  }

  @Test
  void move_withAnOverrideStandsInTheAuditLog() {
    store.create(Capability.inLegacy("feed"));

    stages.move("feed", ReadStage.SHADOW, "me", "drill");

    assertThat(store.auditLog("feed"))
        .singleElement()
        .satisfies(entry -> assertThat(entry.reason()).isEqualTo("override: drill"))
        .satisfies(entry -> assertThat(entry.change()).isEqualTo("reads LEGACY -> SHADOW"));
  }

  @Test
  void move_ofAnUnknownCapabilityNamesIt() {
    assertThatThrownBy(() -> stages.move("fed", ReadStage.SHADOW, "me", null))
        .isInstanceOf(ControlException.class)
        .hasMessageContaining("'fed'");
  }

  @Test
  void parse_readsWhatToStringWrites() {
    for (ReadStage stage :
        new ReadStage[] {
          ReadStage.LEGACY, ReadStage.SHADOW, ReadStage.canary(50), ReadStage.SERVERLESS
        }) {
      assertThat(ReadStage.parse(stage.toString())).isEqualTo(stage);
    }
    assertThatThrownBy(() -> ReadStage.parse("CANARY(100)"))
        .hasMessageContaining("use LEGACY, SHADOW, CANARY(1..99) or SERVERLESS");
  }
}
