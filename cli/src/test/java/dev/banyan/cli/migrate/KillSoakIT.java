package dev.banyan.cli.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.mongodb.client.MongoCollection;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Fifty kills on real inputs, which {@code -Dbanyan.data=DIR} names: {@code
 * slashdot/follows.tsv.gz} and {@code library/*.bson.gz}. Without them it is skipped.
 */
@Tag("soak")
final class KillSoakIT {

  private static final int PAGE = 10_000;
  private static final int READERS = 2;
  private static final int BATCH = 10_000;
  private static final String FOLLOWS =
      """
      collection: follows
      table: follows
      partition: "{follower}"
      sort: "{followee}"
      """;

  @TempDir Path directory;
  private final long seed = Long.getLong("banyan.seed", System.nanoTime());

  private static Path data(String name) {
    String root = System.getProperty("banyan.data", "");
    Path file = Path.of(root, name);
    assumeThat(!root.isEmpty() && Files.exists(file))
        .as("skipped: -Dbanyan.data=DIR with %s in it is not given", name)
        .isTrue();
    return file;
  }

  @Test
  void slashdot_endsWithoutDifference_throughFiftyKills() throws Exception {
    Path file = data("slashdot/follows.tsv.gz");
    try (KilledBackfill backfill = new KilledBackfill(directory, "follows", List.of())) {
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(
                  new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.US_ASCII))) {
        insert(
            backfill.database().getCollection("follows"),
            () -> {
              String line = lines.readLine();
              return line == null ? null : follow(line);
            });
      }
      backfill.mapping(FOLLOWS);
      killed(backfill, "follows", 50);
    }
  }

  private static Document follow(String line) {
    String[] ids = line.split("\t");
    return new Document("_id", "u" + ids[0] + ":u" + ids[1])
        .append("follower", "u" + ids[0])
        .append("followee", "u" + ids[1])
        .append("createdAt", new Date(1_700_000_000_000L));
  }

  @ParameterizedTest
  @CsvSource({"authors, 20", "reviews, 15", "issueDetails, 10", "users, 5"})
  void library_endsWithoutDifference_throughFiftyKills(String name, int kills) throws Exception {
    Path file = data("library/" + name + ".bson.gz");
    try (KilledBackfill backfill =
        new KilledBackfill(directory, name, List.of("--documents-per-range", "500"))) {
      try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
        insert(backfill.database().getCollection(name, RawBsonDocument.class), () -> document(in));
      }
      backfill.proposedMapping();
      killed(backfill, name, kills);
    }
  }

  private static RawBsonDocument document(InputStream in) throws IOException {
    byte[] length = in.readNBytes(4);
    if (length.length < 4) {
      return null;
    }
    int size =
        (length[0] & 0xff)
            | (length[1] & 0xff) << 8
            | (length[2] & 0xff) << 16
            | (length[3] & 0xff) << 24;
    byte[] whole = new byte[size];
    System.arraycopy(length, 0, whole, 0, 4);
    in.readNBytes(whole, 4, size - 4);
    return new RawBsonDocument(whole);
  }

  private void killed(KilledBackfill backfill, String collection, int kills) throws Exception {
    long documents = backfill.database().getCollection(collection).countDocuments();
    KilledBackfill.Outcome outcome = backfill.run(kills, new Random(seed));
    System.out.printf(
        "%s, seed %d: %,d documents, %d kills, %,d read again%n",
        collection, seed, documents, outcome.kills(), outcome.read() - documents);
    assertThat(outcome.read() - documents)
        .as("seed %d, %s", seed, outcome)
        .isLessThanOrEqualTo((long) outcome.kills() * READERS * PAGE);
    backfill.verify();
  }

  private interface Next<T> {
    T read() throws IOException;
  }

  private static <T> void insert(MongoCollection<T> collection, Next<T> source) throws IOException {
    List<T> batch = new ArrayList<>(BATCH);
    for (T next = source.read(); next != null; next = source.read()) {
      batch.add(next);
      if (batch.size() == BATCH) {
        collection.insertMany(batch);
        batch.clear();
      }
    }
    if (!batch.isEmpty()) {
      collection.insertMany(batch);
    }
  }
}
