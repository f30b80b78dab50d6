package dev.banyan.jobs.backfill.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.JobException;
import dev.banyan.jobs.backfill.BackfillResult.Ending;
import dev.banyan.jobs.backfill.wire.DynamoAccess;
import dev.banyan.jobs.backfill.wire.DynamoDestination;
import dev.banyan.jobs.backfill.wire.WritePath;
import dev.banyan.jobs.checkpoint.CheckpointStore;
import dev.banyan.jobs.checkpoint.InMemoryCheckpointStore;
import dev.banyan.jobs.checkpoint.JobRecord;
import dev.banyan.jobs.checkpoint.RangeCheckpoint;
import dev.banyan.jobs.dump.DumpSource;
import dev.banyan.jobs.mapping.MappingFile;
import dev.banyan.jobs.throttle.Throttle;
import dev.banyan.stream.DeadLetter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** The engine against a DynamoDB that throttles, drops, refuses and disappears. */
final class TroubleTest {

  private static final int COUNT = 500;

  @TempDir Path work;
  private Duration patience = Duration.ofMinutes(1);
  private CopyConfig config = CopyConfig.DEFAULT;
  private ScriptedDynamo dynamo;
  private final List<DeadLetter> letters = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void start() throws Exception {
    dynamo = new ScriptedDynamo();
    dump(
        IntStream.range(0, COUNT)
            .mapToObj(i -> new BsonDocument("_id", new BsonString("id-" + i + ".")))
            .toList());
  }

  private void dump(List<BsonDocument> documents) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (BsonDocument each : documents) {
      RawBsonDocument document = new RawBsonDocument(each, new BsonDocumentCodec());
      byte[] bytes = new byte[document.getByteBuffer().remaining()];
      document.getByteBuffer().get(bytes);
      all.writeBytes(bytes);
    }
    Files.write(work.resolve("c.bson"), all.toByteArray());
  }

  @AfterEach
  void stop() {
    dynamo.close();
  }

  private CollectionResult run(WritePath path, CheckpointStore checkpoints) {
    return run(path, checkpoints, "{_id}");
  }

  private CollectionResult run(WritePath path, CheckpointStore checkpoints, String key) {
    var mapping =
        MappingFile.parse(
                "m.yaml",
                "collection: c\ntable: t\npartition: {attribute: k, value: \"%s\"}\n"
                    .formatted(key))
            .mappings()
            .get(0);
    DynamoAccess access =
        new DynamoAccess(
            dynamo.endpoint(),
            "us-east-1",
            StaticCredentialsProvider.create(AwsBasicCredentials.create("banyan", "banyan")),
            patience);
    try (DynamoDestination tables = new DynamoDestination(access, path, 4, (specs, goesOn) -> {});
        CollectionBackfill job =
            new CollectionBackfill(
                new CopyTask(
                    "c", mapping, DumpSource.of(work, "c"), tables, () -> SourceVersion.LOWEST),
                new CopyStores(checkpoints, letters::add),
                config,
                new Throttle(4, 0, System::nanoTime),
                Clock.systemUTC())) {
      return job.run(progress -> {});
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = WritePath.class,
      names = {"INSERT_IF_ABSENT", "BATCH_WRITE"})
  void run_writesAll_throughThrottlingAndLostConnections(WritePath path) {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    ScriptedDynamo.Trouble[] all = ScriptedDynamo.Trouble.values();
    for (int i = 0; i < 25; i++) {
      dynamo.script.add(all[random.nextInt(all.length)]);
    }

    CollectionResult result = run(path, new InMemoryCheckpointStore());

    assertThat(result.ending()).as("seed %s", seed).isEqualTo(Ending.COMPLETED);
    assertThat(dynamo.writes).as("seed %s", seed).hasSize(COUNT);
    assertThat(result.counts().written() + result.counts().alreadyNewer())
        .as("seed %s", seed)
        .isEqualTo(COUNT);
    assertThat(letters).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = WritePath.class,
      names = {"INSERT_IF_ABSENT", "BATCH_WRITE"})
  void run_setsAsideTheOneItemThatIsRefused(WritePath path) {
    dynamo.poison = "id-77.";

    CollectionResult result = run(path, new InMemoryCheckpointStore());

    assertThat(letters).extracting(DeadLetter::position).containsExactly("c/id-77.");
    assertThat(dynamo.writes).hasSize(COUNT - 1);
    assertThat(result.counts().deadLetters()).isEqualTo(1);
  }

  /** As one value of the driver's they would be one. */
  @Test
  void run_setsAsideBothOfTwo_whoseIdsDifferInTheOrderOfTheirFieldsOnly() throws Exception {
    dump(
        List.of(
            BsonDocument.parse("{_id: {a: 1, b: 2}, x: \"poison\"}"),
            BsonDocument.parse("{_id: {b: 2, a: 1}, x: \"poison\"}")));
    dynamo.poison = "poison";

    CollectionResult result =
        run(WritePath.BATCH_WRITE, new InMemoryCheckpointStore(), "{_id:any}");

    assertThat(letters).hasSize(2);
    assertThat(result.counts().deadLetters()).isEqualTo(2);
  }

  @Test
  void run_stopsAndGoesOn_whenCredentialsExpireOrTheTableIsGone() {
    CheckpointStore checkpoints = new InMemoryCheckpointStore();
    patience = Duration.ofSeconds(1);
    dynamo.expired = true;
    assertThatThrownBy(() -> run(WritePath.INSERT_IF_ABSENT, checkpoints))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("credentials are refused (ExpiredTokenException")
        .hasMessageContaining("goes on from its checkpoints");
    dynamo.expired = false;
    dynamo.gone = true;
    assertThatThrownBy(() -> run(WritePath.INSERT_IF_ABSENT, checkpoints))
        .hasMessageContaining("table 't' does not exist any more");
    dynamo.gone = false;
    patience = Duration.ofMinutes(1);

    assertThat(run(WritePath.INSERT_IF_ABSENT, checkpoints).ending()).isEqualTo(Ending.COMPLETED);
    assertThat(dynamo.writes).hasSize(COUNT);
  }

  /** AWS repeats what was signed when a signature is wrong. */
  @Test
  void run_showsNoTokenThatDynamoDbRepeats() {
    patience = Duration.ofMillis(50);
    dynamo.expired = true;
    String token = "IQoJb3JpZ2luX2VjEXAMPLE//" + "aB3/".repeat(40) + "==";
    dynamo.message =
        "The signature we calculated does not match (x-amz-security-token: "
            + token
            + ", Credential=AKIDEXAMPLE/20300101).\\n\\nThe Canonical String was\\nhost:there";

    assertThatThrownBy(() -> run(WritePath.INSERT_IF_ABSENT, new InMemoryCheckpointStore()))
        .hasMessageContaining("The signature we calculated does not match")
        .hasMessageNotContainingAny("IQoJb3JpZ2", "aB3/aB3/", "AKIDEXAMPLE", "Canonical");
  }

  /** Saves nothing for a moment, or fails. */
  private final class Store implements CheckpointStore {
    private final CheckpointStore store = new InMemoryCheckpointStore();
    private final AtomicInteger mostAhead = new AtomicInteger();
    private boolean isFull;

    @Override
    public Claim claim(String job) {
      return store.claim(job);
    }

    @Override
    public Optional<JobRecord> find(String job) {
      return store.find(job);
    }

    @Override
    public void begin(JobRecord job, List<RangeCheckpoint> ranges) {
      store.begin(job, ranges);
    }

    @Override
    public List<RangeCheckpoint> ranges(String job) {
      return store.ranges(job);
    }

    @Override
    public void save(String job, RangeCheckpoint checkpoint) {
      if (isFull) {
        throw new JobException("the state directory cannot be used: No space left on device");
      }
      long before = store.ranges(job).get(0).counts().documents();
      long until = System.nanoTime() + (before == 0 ? 300_000_000L : 0);
      while (System.nanoTime() < until && dynamo.writes.size() < COUNT) {
        Thread.onSpinWait();
      }
      mostAhead.accumulateAndGet((int) (dynamo.writes.size() - before), Math::max);
      store.save(job, checkpoint);
    }

    @Override
    public void finish(JobRecord job) {
      store.finish(job);
    }
  }

  /** A crash at any moment has at most so much to do again. */
  @Test
  void run_neverGetsFartherAheadOfItsSavedCheckpointThanAPage() {
    int readBatch = 100;
    int bound = 50;
    config =
        CopyConfig.DEFAULT.withPage(
            readBatch + ReadAhead.MOST_DOCUMENTS + DocumentCopy.MOST_GATHERED + bound, readBatch);
    Store store = new Store();

    CollectionResult result = run(WritePath.BATCH_WRITE, store);

    assertThat(result.ending()).isEqualTo(Ending.COMPLETED);
    assertThat(dynamo.writes).hasSize(COUNT);
    assertThat(store.mostAhead.get()).isBetween(1, bound + 25);
  }

  @Test
  void run_stopsAndGoesOn_whenTheDiskIsFull() {
    Store store = new Store();
    store.isFull = true;
    assertThatThrownBy(() -> run(WritePath.INSERT_IF_ABSENT, store))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("No space left on device");
    store.isFull = false;

    assertThat(run(WritePath.INSERT_IF_ABSENT, store).ending()).isEqualTo(Ending.COMPLETED);
    assertThat(dynamo.writes).hasSize(COUNT);
  }
}
