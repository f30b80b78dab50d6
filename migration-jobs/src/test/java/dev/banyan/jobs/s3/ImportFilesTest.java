package dev.banyan.jobs.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.backfill.BackfillResult.Ending;
import dev.banyan.jobs.backfill.copy.CollectionBackfill;
import dev.banyan.jobs.backfill.copy.CollectionResult;
import dev.banyan.jobs.backfill.copy.CopyConfig;
import dev.banyan.jobs.backfill.copy.CopyStores;
import dev.banyan.jobs.backfill.copy.CopyTask;
import dev.banyan.jobs.checkpoint.CheckpointStore;
import dev.banyan.jobs.checkpoint.InMemoryCheckpointStore;
import dev.banyan.jobs.dump.DumpSource;
import dev.banyan.jobs.mapping.MappingFile;
import dev.banyan.jobs.throttle.Throttle;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImportFilesTest {

  private static final int COUNT = 2_000;

  @TempDir Path work;

  @BeforeEach
  void dump() throws Exception {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < COUNT; i++) {
      RawBsonDocument document =
          new RawBsonDocument(
              new BsonDocument("_id", new BsonInt32(i)).append("n", new BsonInt32(i % 10)),
              new BsonDocumentCodec());
      byte[] bytes = new byte[document.getByteBuffer().remaining()];
      document.getByteBuffer().get(bytes);
      all.writeBytes(bytes);
    }
    Files.createDirectories(work.resolve("dump"));
    Files.write(work.resolve("dump/orders.bson"), all.toByteArray());
  }

  private CollectionResult run(CheckpointStore checkpoints, Throttle throttle, int stopAfter) {
    // A tenth of the documents is not wanted: names must count them all the same.
    var mapping =
        MappingFile.parse(
                "m.yaml",
                "collection: orders\ntable: orders\npartition: \"{_id:int32}\"\nfilter: {n: {ne: 3}}\n")
            .mappings()
            .get(0);
    int[] puts = {0};
    PartStore directory = new DirectoryParts(work.resolve("out"));
    PartStore parts =
        new PartsPutBy(
            directory,
            (name, content) -> {
              directory.put(name, content); // there already when the process dies
              if (++puts[0] == stopAfter) {
                throw new dev.banyan.jobs.JobException("crash");
              }
            });
    CopyConfig config = CopyConfig.DEFAULT.withCheckpointEvery(Duration.ofDays(1));
    try (CollectionBackfill job =
        new CollectionBackfill(
            new CopyTask(
                "orders",
                mapping,
                DumpSource.of(work.resolve("dump"), "orders"),
                new ImportFiles(parts, 4_000 + 700 * stopAfter),
                () -> SourceVersion.LOWEST),
            new CopyStores(checkpoints, letter -> {}),
            config,
            throttle,
            Clock.systemUTC())) {
      return job.run(progress -> {});
    }
  }

  private List<BsonDocument> lines() throws Exception {
    List<BsonDocument> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(work.resolve("out/orders/data"))) {
      for (Path file : files.sorted().toList()) {
        try (BufferedReader reader =
            new BufferedReader(
                new InputStreamReader(
                    new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
          reader.lines().map(BsonDocument::parse).forEach(lines::add);
        }
      }
    }
    return lines;
  }

  private static Throttle throttle() {
    return new Throttle(4, 0, System::nanoTime);
  }

  @Test
  void run_writesEachItemOnce_shuffled_withAManifest() throws Exception {
    assertThat(run(new InMemoryCheckpointStore(), throttle(), -1).ending())
        .isEqualTo(Ending.COMPLETED);

    List<String> keys =
        lines().stream().map(line -> line.getDocument("Item").getDocument("_id").toJson()).toList();
    assertThat(keys)
        .hasSize(COUNT * 9 / 10)
        .doesNotHaveDuplicates()
        .isNotEqualTo(keys.stream().sorted().toList());
    BsonDocument summary =
        BsonDocument.parse(Files.readString(work.resolve("out/orders/manifest-summary.json")));
    assertThat(summary.getNumber("itemCount").longValue()).isEqualTo(COUNT * 9 / 10);
    long inFiles =
        Files.readAllLines(work.resolve("out/orders/manifest-files.json")).stream()
            .mapToLong(line -> BsonDocument.parse(line).getNumber("itemCount").longValue())
            .sum();
    assertThat(inFiles).isEqualTo(COUNT * 9 / 10);
  }

  @Test
  void run_leavesNoItemTwice_afterACrash() throws Exception {
    CheckpointStore checkpoints = new InMemoryCheckpointStore();
    for (int crash = 2; crash < 12; crash += 3) {
      try {
        run(checkpoints, throttle(), crash);
      } catch (dev.banyan.jobs.JobException e) {
        assertThat(e).hasMessageContaining("crash");
      }
    }
    run(checkpoints, throttle(), -1);
    assertThat(lines().stream().map(BsonDocument::toJson))
        .hasSize(COUNT * 9 / 10)
        .doesNotHaveDuplicates();
  }
}
