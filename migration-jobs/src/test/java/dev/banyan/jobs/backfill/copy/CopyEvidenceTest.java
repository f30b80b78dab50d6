package dev.banyan.jobs.backfill.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.control.Evidence;
import dev.banyan.control.Evidence.Kind;
import dev.banyan.control.InMemoryControlStore;
import dev.banyan.jobs.checkpoint.Counts;
import dev.banyan.jobs.mapping.CompiledMapping;
import dev.banyan.jobs.mapping.MappingFile;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class CopyEvidenceTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-21T10:00:00Z"), ZoneOffset.UTC);

  private final InMemoryControlStore store = new InMemoryControlStore();

  private static List<CompiledMapping> file(String table) {
    return MappingFile.parse(
            "m.yaml",
            """
            mappings:
              - {collection: orders, capability: shop, table: %1$s, partition: "O#{_id}"}
              - {collection: files, capability: shop, table: %1$s, partition: "F#{_id}"}
            """
                .formatted(table))
        .mappings();
  }

  private Evidence copied(List<CompiledMapping> file, String collection, long deadLetters) {
    return new CopyEvidence(store, file, CLOCK)
        .store(collection, new Counts(10, 10 - deadLetters, 0, deadLetters, 0));
  }

  @Test
  void store_isGoodWhenAllCollectionsWereCopied() {
    assertThat(copied(file("a"), "orders", 0).good()).isFalse();
    assertThat(copied(file("a"), "files", 1).good()).isFalse();

    Evidence last = copied(file("a"), "files", 0);

    assertThat(last.good()).isTrue();
    assertThat(last.facts()).containsEntry("orders.documents", 10L);
    assertThat(last.mapping())
        .as("as the verification of the file is stored")
        .isEqualTo(
            file("a").stream().map(CompiledMapping::fingerprint).collect(Collectors.joining(" ")));
    assertThat(store.evidence("shop", Kind.BACKFILL)).contains(last);
  }

  @Test
  void store_countsNothingOfAnotherMapping() {
    copied(file("a"), "orders", 0);

    assertThat(copied(file("b"), "files", 0).good()).isFalse();
  }
}
