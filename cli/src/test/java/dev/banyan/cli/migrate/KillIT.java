package dev.banyan.cli.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes that end in the middle: the next one goes on, and the table is the same. */
@Timeout(600)
final class KillIT {

  private static final int DOCUMENTS = 8_000;
  private static final int PAGE = 4_000;
  private static final int READERS = 2;
  private static final String MAPPING =
      "collection: orders\ntable: orders\npartition: \"{customer}\"\nsort: \"{_id:int32}\"\n";

  @TempDir Path directory;

  private KilledBackfill orders() throws Exception {
    KilledBackfill backfill =
        new KilledBackfill(
            directory,
            "orders",
            List.of("--documents-per-range", "2000", "--page", Integer.toString(PAGE)));
    List<Document> orders = new ArrayList<>();
    for (int i = 0; i < DOCUMENTS; i++) {
      orders.add(new Document("_id", i).append("customer", "c" + i % 97).append("note", "n" + i));
    }
    backfill.database().getCollection("orders").insertMany(orders);
    backfill.mapping(MAPPING);
    return backfill;
  }

  @Test
  void kill_losesNothing_andNoMoreThanAPagePerRangeIsReadAgain() throws Exception {
    long seed = System.nanoTime();
    try (KilledBackfill backfill = orders()) {
      KilledBackfill.Outcome outcome = backfill.run(3, new Random(seed));

      assertThat(outcome.read() - DOCUMENTS)
          .as("seed %d, %s", seed, outcome)
          .isLessThanOrEqualTo((long) outcome.kills() * READERS * PAGE);
      assertThat(outcome.report()).contains("\"documents\":" + DOCUMENTS);
      backfill.verify();
    }
  }

  @Test
  void interrupt_savesTheCheckpoints_andSaysThatItGoesOn() throws Exception {
    try (KilledBackfill backfill = orders()) {
      try (BackfillProcess process = backfill.start()) {
        process.awaitOrEnd(() -> backfill.proxy.documents() > 0);
        process.interrupt();

        assertThat(process.exitCode(120)).isEqualTo(BackfillProcess.interruptedCode());
        assertThat(process.output()).contains("the same command goes on where it was");
      }
      KilledBackfill.Outcome outcome = backfill.run(0, new Random(1));

      assertThat(outcome.report()).contains("\"alreadyNewer\":0").contains("COMPLETED");
    }
  }

  @Test
  void cutNetwork_isWaitedFor() throws Exception {
    try (KilledBackfill backfill = orders()) {
      try (BackfillProcess process = backfill.start()) {
        process.awaitOrEnd(() -> backfill.proxy.documents() > 0);
        backfill.proxy.cut(true);
        long cutAt = System.nanoTime();
        process.awaitOrEnd(() -> System.nanoTime() - cutAt > 3_000_000_000L);
        assertThat(process.isAlive()).as(process.output()).isTrue();
        backfill.proxy.cut(false);

        assertThat(process.exitCode(300)).as(process.output()).isZero();
        assertThat(process.output()).contains("\"documents\":" + DOCUMENTS + ",\"ending\"");
      }
    }
  }
}
