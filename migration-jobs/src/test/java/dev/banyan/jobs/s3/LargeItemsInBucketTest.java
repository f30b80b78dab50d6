package dev.banyan.jobs.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.FakeS3;
import dev.banyan.jobs.JobException;
import dev.banyan.jobs.backfill.BackfillResult.Ending;
import dev.banyan.jobs.backfill.copy.CollectionBackfill;
import dev.banyan.jobs.backfill.copy.CollectionResult;
import dev.banyan.jobs.backfill.copy.CopyConfig;
import dev.banyan.jobs.backfill.copy.CopyStores;
import dev.banyan.jobs.backfill.copy.CopyTask;
import dev.banyan.jobs.checkpoint.CheckpointStore;
import dev.banyan.jobs.checkpoint.InMemoryCheckpointStore;
import dev.banyan.jobs.dump.DumpSource;
import dev.banyan.jobs.image.ItemJson;
import dev.banyan.jobs.mapping.MappingFile;
import dev.banyan.jobs.throttle.Throttle;
import dev.banyan.jobs.verify.LargeObjects;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

/** Large items through the ordinary client into a bucket, with its checksums, and out again. */
final class LargeItemsInBucketTest {

  private static final int COUNT = 6;
  private static final String PLACE = "s3://bucket/large";

  @TempDir private Path work;
  private FakeS3 s3;
  private S3Client client;
  private LargeItemParts parts;

  @BeforeEach
  void start() throws Exception {
    s3 = new FakeS3();
    client = s3.client();
    parts = new LargeItemParts(new BucketParts(s3.client(), "bucket", "large"));
    try (OutputStream out = Files.newOutputStream(work.resolve("docs.bson"))) {
      for (int i = 0; i < COUNT; i++) {
        RawBsonDocument raw =
            new RawBsonDocument(
                new BsonDocument("_id", new BsonInt32(i)).append("text", new BsonString(text(i))),
                new BsonDocumentCodec());
        out.write(raw.getByteBuffer().array(), 0, raw.getByteBuffer().limit());
      }
    }
  }

  /** Half of them are too large. */
  private static String text(int id) {
    return String.valueOf((char) ('a' + id)).repeat(id % 2 == 0 ? 450_000 : 10);
  }

  @AfterEach
  void stop() {
    parts.close();
    client.close();
    s3.close();
  }

  /** Into part files, which hold what a table would. */
  private CollectionResult run(CheckpointStore checkpoints, PartStore items) {
    var mapping =
        MappingFile.parse(
                "m.yaml",
                "collection: docs\ntable: docs\npartition: \"{_id:int32}\"\noversize: offload\n")
            .mappings()
            .get(0)
            .withLargeItems(parts);
    try (CollectionBackfill job =
        new CollectionBackfill(
            new CopyTask(
                "docs",
                mapping,
                DumpSource.of(work, "docs"),
                new ImportFiles(items, 1_000_000),
                () -> SourceVersion.LOWEST),
            new CopyStores(checkpoints, letter -> {}),
            CopyConfig.DEFAULT,
            new Throttle(4, 0, System::nanoTime),
            Clock.systemUTC())) {
      return job.run(progress -> {});
    }
  }

  private Map<String, byte[]> copied() {
    return new TreeMap<>(s3.objects());
  }

  @Test
  void run_putsEachObjectWithItsChecksum_thoughTheBucketAsksForLess() {
    s3.refuse("503 SlowDown");

    CollectionResult result =
        run(new InMemoryCheckpointStore(), new DirectoryParts(work.resolve("out")));

    assertThat(result.ending()).isEqualTo(Ending.COMPLETED);
    assertThat(result.counts().written()).isEqualTo(COUNT);
    assertThat(copied().keySet()).hasSize(COUNT / 2).allMatch(k -> k.startsWith("/bucket/large/"));
    LargeObjects objects = LargeObjects.inBucket(client, PLACE);
    copied()
        .forEach(
            (name, json) ->
                assertThat(objects.read("s3:/" + name))
                    .hasValueSatisfying(read -> assertThat(read).isEqualTo(json)));
    assertThat(copied().values().stream().map(json -> ItemJson.parse(json).get("text").s()))
        .containsExactlyInAnyOrder(text(0), text(2), text(4));
  }

  @Test
  void run_stopsWhereTheBucketRefuses_andTheNextOneLeavesTheSameObjects() {
    CheckpointStore checkpoints = new InMemoryCheckpointStore();
    PartStore items = new DirectoryParts(work.resolve("out"));
    run(new InMemoryCheckpointStore(), new DirectoryParts(work.resolve("other")));
    Map<String, byte[]> whole = copied();
    s3.objects().clear();
    int before = s3.puts();
    s3.refuse("403 AccessDenied");
    assertThatThrownBy(() -> run(checkpoints, items))
        .isInstanceOf(JobException.class)
        .hasMessageContaining(PLACE + "/ cannot be used: AccessDenied")
        .hasMessageContaining("run the same command, it goes on");

    CollectionResult next = run(checkpoints, items);

    assertThat(next.ending()).isEqualTo(Ending.COMPLETED);
    assertThat(copied()).containsOnlyKeys(whole.keySet());
    assertThat(copied()).allSatisfy((name, json) -> assertThat(json).isEqualTo(whole.get(name)));
    assertThat(s3.puts() - before).as("none is put under two names").isLessThanOrEqualTo(COUNT);
  }

  /** Dies after the objects were put, and before their references were anywhere. */
  @Test
  void run_afterACrash_putsTheSameObjectsAgain() {
    CheckpointStore checkpoints = new InMemoryCheckpointStore();
    DirectoryParts out = new DirectoryParts(work.resolve("out"));
    PartStore dying =
        new PartsPutBy(
            out,
            (name, content) -> { // with the first file of items
              throw new JobException("crash");
            });
    assertThatThrownBy(() -> run(checkpoints, dying)).hasMessageContaining("crash");
    Map<String, byte[]> first = copied();
    assertThat(first).isNotEmpty();

    assertThat(run(checkpoints, out).ending()).isEqualTo(Ending.COMPLETED);

    assertThat(copied().keySet()).hasSize(COUNT / 2).containsAll(first.keySet());
    assertThat(s3.puts()).isEqualTo(COUNT / 2 + first.size());
  }

  @Test
  void read_saysWhatItCannotHave() {
    LargeObjects objects = LargeObjects.inBucket(client, PLACE);
    s3.objects().put("/other/large/x.json", new byte[1]);
    s3.objects().put("/bucket/larger/x.json", new byte[1]);

    assertThat(objects.read(PLACE + "/none.json")).as("not there").isEmpty();
    assertThat(objects.read("s3://other/large/x.json")).as("another bucket").isEmpty();
    assertThat(objects.read("s3://bucket/larger/x.json")).as("another prefix").isEmpty();
    s3.refuse("403 AccessDenied");
    assertThatThrownBy(() -> objects.read(PLACE + "/x.json"))
        .isInstanceOf(JobException.class)
        .hasMessageContaining(PLACE + "/x.json cannot be read: AccessDenied")
        .hasMessageContaining("s3:GetObject");
  }
}
