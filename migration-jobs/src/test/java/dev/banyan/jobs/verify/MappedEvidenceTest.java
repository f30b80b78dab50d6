package dev.banyan.jobs.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.control.ControlStore;
import dev.banyan.control.Evidence;
import dev.banyan.control.Evidence.Kind;
import dev.banyan.control.InMemoryControlStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class MappedEvidenceTest {

  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  private final ControlStore store = new InMemoryControlStore();

  private MappedEvidence of(String mapping) {
    return new MappedEvidence(store, "orders", mapping, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private static Evidence good(String mapping) {
    return new Evidence(
        "orders", Kind.VERIFICATION, true, Map.of(), NOW, NOW.plus(Duration.ofHours(24)), mapping);
  }

  @Test
  void begin_voidsEvidenceOfTheMappingAsItWas() {
    store.store(good("one"));

    of("two").begin();

    assertThat(store.evidence("orders", Kind.VERIFICATION))
        .hasValueSatisfying(
            evidence -> {
              assertThat(evidence.good()).isFalse();
              assertThat(evidence.mapping()).isEqualTo("two");
            });
  }

  @Test
  void begin_leavesEvidenceOfTheSameMapping() {
    store.store(good("one"));

    of("one").begin();

    assertThat(store.evidence("orders", Kind.VERIFICATION)).contains(good("one"));
  }
}
