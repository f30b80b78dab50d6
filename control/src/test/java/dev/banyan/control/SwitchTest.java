package dev.banyan.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SwitchTest {

  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final String POSITION = "1795226135.0000000042.00000";

  private final InMemoryControlStore store = new InMemoryControlStore();
  private final FakeParticipants participants = new FakeParticipants();
  private final TickingTimer timer = new TickingTimer();
  private boolean proxyAnswers = true;

  private final Switch cutover =
      new Switch(
          store, participants, Clock.fixed(NOW, ZoneOffset.UTC), SwitchConfig.DEFAULT, timer);

  @BeforeEach
  void readyToSwitch() {
    Capability created = store.create(Capability.inLegacy("relationships"));
    Capability next = created.withReadStage(ReadStage.SERVERLESS);
    store.replace(next, new AuditEntry("relationships", 2, NOW, "me", "reads", ""));
    for (Evidence.Kind kind : List.of(Evidence.Kind.BACKFILL, Evidence.Kind.VERIFICATION)) {
      store.store(new Evidence("relationships", kind, true, Map.of(), NOW, NOW.plusSeconds(60)));
    }
    store.report(new ProxyStatus("p1", NOW, Map.of()));
    timer.onPause =
        () -> {
          if (proxyAnswers) {
            long revision = store.capability("relationships").orElseThrow().revision();
            store.report(new ProxyStatus("p1", NOW, Map.of("relationships", revision)));
          }
        };
  }

  private Capability now() {
    return store.capability("relationships").orElseThrow();
  }

  @Test
  void run_movesOwnershipAfterHoldAndBarrier() {
    Switch.Outcome outcome = cutover.run("relationships", "me");

    assertThat(outcome).isInstanceOf(Switch.Outcome.Switched.class);
    assertThat(now().owner()).isEqualTo(Side.SERVERLESS);
    assertThat(now().writeStage()).isEqualTo(WriteStage.SERVERLESS);
    assertThat(now().switchPosition()).isEqualTo(POSITION);
    assertThat(participants.calls)
        .containsExactly("barrier while HELD", "await " + POSITION, "moved to SERVERLESS");
  }

  @Test
  void run_isRefusedWithoutVerification() {
    store.store(
        new Evidence(
            "relationships",
            Evidence.Kind.VERIFICATION,
            false,
            Map.of("differences", 1L),
            NOW,
            NOW.plusSeconds(60)));

    assertThat(cutover.run("relationships", "me"))
        .isInstanceOfSatisfying(
            Switch.Outcome.Refused.class,
            refused ->
                assertThat(refused.guards())
                    .extracting(Guard::name)
                    .containsExactly("verification evidence"));
    assertThat(now().announced()).isFalse();
  }

  @Test
  void run_isRefusedWithoutAProxy() {
    store.forgetProxy("p1");

    assertThat(cutover.run("relationships", "me")).isInstanceOf(Switch.Outcome.Refused.class);
  }

  @Test
  void run_neverHoldsIfAProxyIsSilent() {
    proxyAnswers = false;

    assertThat(cutover.run("relationships", "me"))
        .isInstanceOfSatisfying(
            Switch.Outcome.RolledBack.class,
            back -> {
              assertThat(back.reason()).contains("p1").contains("--forget");
              assertThat(back.held()).isEqualTo(Duration.ZERO);
            });
    assertThat(now().announced()).isFalse();
    assertThat(now().owner()).isEqualTo(Side.LEGACY);
  }

  @Test
  void run_releasesToLegacyIfTheServiceIsBehind() {
    participants.behind = Optional.of("bucket 3 is behind");

    assertThat(cutover.run("relationships", "me"))
        .isInstanceOfSatisfying(
            Switch.Outcome.RolledBack.class,
            back -> assertThat(back.reason()).isEqualTo("bucket 3 is behind"));
    assertThat(now().writeStage()).isEqualTo(WriteStage.LEGACY);
    assertThat(now().announced()).isFalse();
  }

  @Test
  void run_releasesToLegacyIfCaptureFails() {
    participants.failure = new IllegalStateException("MongoDB went away");

    assertThat(cutover.run("relationships", "me"))
        .isInstanceOfSatisfying(
            Switch.Outcome.RolledBack.class,
            back -> assertThat(back.reason()).isEqualTo("MongoDB went away"));
    assertThat(now().writeStage()).isEqualTo(WriteStage.LEGACY);
  }

  @Test
  void run_doesNotMoveWhenTheHoldTookTooLong() {
    participants.barrierTakes = SwitchConfig.DEFAULT.hold();

    assertThat(cutover.run("relationships", "me")).isInstanceOf(Switch.Outcome.RolledBack.class);
    assertThat(now().owner()).isEqualTo(Side.LEGACY);
  }

  @Test
  void run_losesAgainstAProxyThatGaveUpHolding() {
    participants.duringBarrier =
        () -> {
          Capability released = now().released();
          store.replace(
              released, new AuditEntry("relationships", released.revision(), NOW, "p1", "", ""));
        };

    assertThat(cutover.run("relationships", "me")).isInstanceOf(Switch.Outcome.RolledBack.class);
    assertThat(now().owner()).isEqualTo(Side.LEGACY);
    assertThat(now().writeStage()).isEqualTo(WriteStage.LEGACY);
  }

  private final class FakeParticipants implements SwitchParticipants {
    private final List<String> calls = new ArrayList<>();
    private Optional<String> behind = Optional.empty();
    private RuntimeException failure;
    private Duration barrierTakes = Duration.ofMillis(300);
    private Runnable duringBarrier = () -> {};

    @Override
    public List<Guard> guards(Capability capability) {
      return List.of(Guard.passed("lag", "0 ms"));
    }

    @Override
    public String placeBarrier(Capability capability) {
      if (failure != null) {
        throw failure;
      }
      calls.add("barrier while " + now().writeStage());
      return POSITION;
    }

    @Override
    public Optional<String> awaitBarrier(Capability capability, String position, Duration atMost) {
      calls.add("await " + position);
      duringBarrier.run();
      timer.nanos += barrierTakes.toNanos();
      return behind;
    }

    @Override
    public void ownershipMoved(Capability capability) {
      calls.add("moved to " + capability.owner());
    }
  }

  private static final class TickingTimer implements Timer {
    private long nanos;
    private Runnable onPause = () -> {};

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public void pause(Duration duration) {
      nanos += duration.toNanos();
      onPause.run();
    }
  }
}
