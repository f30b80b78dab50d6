package dev.banyan.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every {@link ControlStore} does. */
abstract class ControlStoreContract {

  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  /** An empty store. */
  abstract ControlStore store();

  private static AuditEntry entry(Capability next) {
    return new AuditEntry(next.name(), next.revision(), NOW, "test", "change", "because");
  }

  @Test
  void create_keepsTheFirst() {
    ControlStore store = store();
    Capability first = store.create(Capability.inLegacy("feed"));

    Capability second = store.create(first.withReadStage(ReadStage.SHADOW));

    assertThat(second).isEqualTo(first);
    assertThat(store.capabilities()).containsExactly(first);
  }

  @Test
  void replace_storesEveryFieldAndTheAuditEntry() {
    ControlStore store = store();
    Capability created = store.create(Capability.inLegacy("relationships"));
    Capability canary = created.withReadStage(ReadStage.canary(10));
    Capability owned =
        canary.held().ownedByServerless("1795226135.0000000042.00000"); // revisions 3 and 4

    assertThat(store.replace(canary, entry(canary))).isTrue();
    assertThat(store.replace(canary.held(), entry(canary.held()))).isTrue();
    assertThat(store.replace(owned, entry(owned))).isTrue();

    assertThat(store.capability("relationships")).contains(owned);
    assertThat(store.auditLog("relationships"))
        .containsExactly(entry(canary), entry(canary.held()), entry(owned));
  }

  @Test
  void replace_refusesAnyButTheNextRevision() {
    ControlStore store = store();
    Capability created = store.create(Capability.inLegacy("feed"));
    Capability next = created.withReadStage(ReadStage.SHADOW);
    store.replace(next, entry(next));

    assertThat(store.replace(next, entry(next))).isFalse();
    assertThat(store.capability("feed")).contains(next);
    assertThat(store.auditLog("feed")).hasSize(1);
  }

  @Test
  void replace_letsOneOfManyWin() throws Exception {
    ControlStore store = store();
    Capability next = store.create(Capability.inLegacy("feed")).withReadStage(ReadStage.SHADOW);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      Callable<Boolean> attempt = () -> store.replace(next, entry(next));
      int winners = 0;
      for (Future<Boolean> won :
          threads.invokeAll(List.of(attempt, attempt, attempt, attempt, attempt, attempt))) {
        winners += won.get() ? 1 : 0;
      }
      assertThat(winners).isEqualTo(1);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void report_isSeenUntilForgotten() {
    ControlStore store = store();
    ProxyStatus first = new ProxyStatus("p1", NOW, Map.of("feed", 1L));
    ProxyStatus later = new ProxyStatus("p1", NOW.plusSeconds(1), Map.of("feed", 2L));
    store.report(first);
    store.report(later);

    assertThat(store.proxies()).containsExactly(later);
    store.forgetProxy("p1");
    assertThat(store.proxies()).isEmpty();
  }

  @Test
  void evidence_isTheLatestOfItsKind() {
    ControlStore store = store();
    Evidence bad = evidence(false, 3);
    Evidence good = evidence(true, 0);
    store.store(bad);
    store.store(good);

    assertThat(store.evidence("feed", Evidence.Kind.VERIFICATION)).contains(good);
    assertThat(store.evidence("feed", Evidence.Kind.BACKFILL)).isEmpty();
    assertThat(store.evidence("relationships", Evidence.Kind.VERIFICATION)).isEmpty();
  }

  @Test
  void evidence_keepsItsMapping() {
    ControlStore store = store();
    Evidence mapped = evidence(true, 0).ofMapping("a1b2 c3d4");

    store.store(mapped);

    assertThat(store.evidence("feed", Evidence.Kind.VERIFICATION)).contains(mapped);
  }

  private static Evidence evidence(boolean good, long differences) {
    return new Evidence(
        "feed",
        Evidence.Kind.VERIFICATION,
        good,
        Map.of("differences", differences),
        NOW,
        NOW.plus(Duration.ofHours(24)));
  }
}
