package dev.banyan.cli.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  /** Documents a second: so slow that each process finds something to do, on a busy machine too. */
  private static final int RATE = 1_000;

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

  /** One after the other over one job, because most of the time goes into starting processes. */
  @Test
  void kills_interrupt_andCutNetwork_loseNothing() throws Exception {
    long seed = System.nanoTime();
    try (KilledBackfill backfill = orders()) {
      backfill.rate(RATE);
      int kills = backfill.kill(2, new Random(seed));
      assertThat(backfill.proxy.documents() - DOCUMENTS)
          .as("seed %d: no more than a page per range is read again", seed)
          .isLessThanOrEqualTo((long) kills * READERS * PAGE);

      long alreadyNewer = interrupted(backfill);
      String report = endedOverACutNetwork(backfill);

      assertThat(report).contains("\"documents\":" + DOCUMENTS).contains("COMPLETED");
      assertThat(alreadyNewer(report))
          .as("seed %d: after Ctrl-C nothing is done twice", seed)
          .isEqualTo(alreadyNewer);
      backfill.verify();
    }
  }

  /** Gives what had been written before, by the processes that were killed. */
  private static long interrupted(KilledBackfill backfill) throws Exception {
    try (BackfillProcess process = backfill.start()) {
      long before = backfill.proxy.documents();
      process.awaitOrEnd(() -> backfill.proxy.documents() > before);
      process.interrupt();

      assertThat(process.exitCode(120)).isEqualTo(BackfillProcess.interruptedCode());
      assertThat(process.output()).contains("the same command goes on where it was");
      return alreadyNewer(process.output());
    }
  }

  private static String endedOverACutNetwork(KilledBackfill backfill) throws Exception {
    try (BackfillProcess process = backfill.start()) {
      long before = backfill.proxy.documents();
      process.awaitOrEnd(() -> backfill.proxy.documents() > before);
      backfill.proxy.cut(true);
      long cutAt = System.nanoTime();
      process.awaitOrEnd(() -> System.nanoTime() - cutAt > 2_000_000_000L);
      assertThat(process.isAlive()).as(process.output()).isTrue();
      backfill.proxy.cut(false);
      backfill.rate(0);

      assertThat(process.exitCode(300)).as(process.output()).isZero();
      return process.output();
    }
  }

  private static long alreadyNewer(String output) {
    Matcher count = Pattern.compile("\"alreadyNewer\":(\\d+)").matcher(output);
    assertThat(count.find()).as(output).isTrue();
    return Long.parseLong(count.group(1));
  }
}
