package dev.banyan.jobs.backfill.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banyan.jobs.EmbeddedServers;
import dev.banyan.jobs.JobException;
import dev.banyan.jobs.backfill.BackfillResult.Ending;
import dev.banyan.jobs.backfill.wire.DynamoAccess;
import dev.banyan.jobs.backfill.wire.DynamoDestination;
import dev.banyan.jobs.backfill.wire.WritePath;
import dev.banyan.jobs.checkpoint.CheckpointStore;
import dev.banyan.jobs.checkpoint.FileCheckpointStore;
import dev.banyan.jobs.checkpoint.InMemoryCheckpointStore;
import dev.banyan.jobs.mapping.CompiledMapping;
import dev.banyan.jobs.mapping.MappingFile;
import dev.banyan.jobs.range.ChangePosition;
import dev.banyan.jobs.throttle.SourcePace;
import dev.banyan.jobs.throttle.Throttle;
import dev.banyan.stream.DeadLetter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

final class CollectionBackfillIT extends EmbeddedServers {

  @TempDir Path state;
  private final List<DeadLetter> letters = Collections.synchronizedList(new ArrayList<>());
  private final CompiledMapping mapping =
      mapping(
          "collection: orders\ntable: orders\npartition: \"{customer}\"\nsort: \"{_id:int32}\"\n");
  private CopyConfig config =
      CopyConfig.DEFAULT.withDocumentsPerRange(300).withCheckpointEvery(Duration.ZERO);
  private boolean create = true;

  @BeforeEach
  void reset() {
    sides.reset();
  }

  private static CompiledMapping mapping(String yaml) {
    return MappingFile.parse("m.yaml", yaml).mappings().get(0);
  }

  private void insertOrders(int count) {
    List<Document> orders = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      orders.add(new Document("_id", i).append("customer", "c" + i % 7).append("it's", "x" + i));
    }
    sides.mongo().getCollection("orders").insertMany(orders);
  }

  private CollectionBackfill job(
      CompiledMapping of, WritePath path, CheckpointStore checkpoints, Throttle throttle) {
    DynamoAccess access =
        new DynamoAccess(
            sides.endpoint(),
            "us-east-1",
            StaticCredentialsProvider.create(AwsBasicCredentials.create("banyan", "banyan")),
            Duration.ofSeconds(2));
    return job(of, access, path, checkpoints, throttle);
  }

  private CollectionBackfill job(
      CompiledMapping of,
      DynamoAccess access,
      WritePath path,
      CheckpointStore checkpoints,
      Throttle throttle) {
    CopyTask task =
        new CopyTask(
            "orders",
            of,
            new CollectionSource(
                sides.mongo(), of.collection(), config, SourcePace.none(), throttle),
            DynamoDestination.of(access, path, 4, sides.dynamoDb(), create),
            () -> ChangePosition.now(sides.mongo(), of.collection()));
    return new CollectionBackfill(
        task, new CopyStores(checkpoints, letters::add), config, throttle, Clock.systemUTC());
  }

  private CollectionResult run(WritePath path, CheckpointStore checkpoints) {
    try (CollectionBackfill job =
        job(mapping, path, checkpoints, new Throttle(4, 0, System::nanoTime))) {
      return job.run(progress -> {});
    }
  }

  private List<Map<String, AttributeValue>> items(String table) {
    return sides.dynamoDb().scanPaginator(s -> s.tableName(table)).items().stream().toList();
  }

  @ParameterizedTest
  @EnumSource(
      value = WritePath.class,
      names = {"INSERT_IF_ABSENT", "BATCH_WRITE"})
  void run_copiesEveryDocument_byEitherPath(WritePath path) {
    insertOrders(1_234);

    CollectionResult result = run(path, new InMemoryCheckpointStore());

    assertThat(result.ending()).isEqualTo(Ending.COMPLETED);
    assertThat(result.counts().documents()).isEqualTo(1_234);
    assertThat(result.counts().written()).isEqualTo(1_234);
    assertThat(letters).isEmpty();
    List<Map<String, AttributeValue>> items = items("orders");
    assertThat(items).hasSize(1_234);
    assertThat(items).allSatisfy(item -> assertThat(item.get("it's").s()).startsWith("x"));
  }

  @Test
  void run_leavesWhatIsThere() {
    insertOrders(60);
    run(WritePath.INSERT_IF_ABSENT, new InMemoryCheckpointStore());
    sides
        .mongo()
        .getCollection("orders")
        .updateMany(new Document(), new Document("$set", new Document("it's", "changed")));
    sides
        .mongo()
        .getCollection("orders")
        .insertOne(new Document("_id", 60).append("customer", "new"));

    CollectionResult again = run(WritePath.INSERT_IF_ABSENT, new InMemoryCheckpointStore());

    assertThat(again.counts().alreadyNewer()).isEqualTo(60);
    assertThat(again.counts().written()).isEqualTo(1);
    assertThat(items("orders"))
        .noneMatch(item -> item.containsKey("it's") && item.get("it's").s().equals("changed"));
  }

  @Test
  void run_refusesBatchWritesIntoATableWithItems() {
    insertOrders(10);
    run(WritePath.INSERT_IF_ABSENT, new InMemoryCheckpointStore());

    assertThatThrownBy(() -> run(WritePath.BATCH_WRITE, new InMemoryCheckpointStore()))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("has items")
        .hasMessageContaining("--exclusive");
  }

  @Test
  void run_saysWhatLacksOrDiffers() {
    create = false;
    assertThatThrownBy(() -> run(WritePath.INSERT_IF_ABSENT, new InMemoryCheckpointStore()))
        .hasMessageContaining("no table 'orders'")
        .hasMessageContaining("--create-tables");
    create = true;
    assertThatThrownBy(() -> run(WritePath.INSERT_IF_ABSENT, new InMemoryCheckpointStore()))
        .hasMessageContaining("no collection 'orders'");
    insertOrders(1);
    CompiledMapping other =
        mapping("collection: orders\ntable: orders\npartition: \"{customer}\"\n");
    try (CollectionBackfill job =
        job(
            other,
            WritePath.INSERT_IF_ABSENT,
            new InMemoryCheckpointStore(),
            new Throttle(4, 0, System::nanoTime))) {
      assertThatThrownBy(() -> job.run(progress -> {}))
          .hasMessageContaining("has the key (customer S, ")
          .hasMessageContaining("the mapping makes (customer S)");
    }
  }

  @Test
  void close_stopsTheRun_whichGoesOnLater() {
    insertOrders(3_000);
    CheckpointStore checkpoints = new FileCheckpointStore(state);
    Throttle slow = new Throttle(2, 0, System::nanoTime);
    slow.set(false, 400);
    CollectionResult first;
    try (CollectionBackfill job = job(mapping, WritePath.INSERT_IF_ABSENT, checkpoints, slow)) {
      first =
          job.run(
              progress -> {
                if (progress.documents() > 100) {
                  job.close();
                }
              });
    }
    assertThat(first.ending()).isEqualTo(Ending.STOPPED);
    assertThat(first.counts().documents()).isBetween(75L, 2_999L);

    CollectionResult second = run(WritePath.INSERT_IF_ABSENT, checkpoints);

    assertThat(second.ending()).isEqualTo(Ending.COMPLETED);
    assertThat(second.counts().documents()).isEqualTo(3_000);
    assertThat(second.counts().alreadyNewer()).as("nothing is done twice after a stop").isZero();
    assertThat(items("orders")).hasSize(3_000);
  }

  @Test
  void run_setsAsideWhatCannotBeMapped_andTakesItemsOverRequests() {
    insertOrders(30);
    sides
        .mongo()
        .getCollection("orders")
        .insertOne(new Document("_id", "text").append("customer", "c"));
    sides.mongo().getCollection("orders").insertOne(new Document("_id", 77));

    CollectionResult result = run(WritePath.INSERT_IF_ABSENT, new InMemoryCheckpointStore());

    assertThat(result.counts().deadLetters()).isEqualTo(2);
    assertThat(result.counts().documents()).isEqualTo(32);
    assertThat(letters)
        .extracting(DeadLetter::position)
        .containsExactlyInAnyOrder(
            "orders/text", "orders/" + org.bson.BsonDocument.parse("{a: 77}").get("a"));
    assertThat(items("orders")).hasSize(30);
  }

  @Test
  void run_stopsAndSaysSo_whenDynamoDbIsAway() {
    insertOrders(30);
    DynamoAccess nowhere =
        new DynamoAccess(
            URI.create("http://127.0.0.1:1"),
            "us-east-1",
            StaticCredentialsProvider.create(AwsBasicCredentials.create("banyan", "banyan")),
            Duration.ofMillis(300));
    try (CollectionBackfill job =
        job(
            mapping,
            nowhere,
            WritePath.INSERT_IF_ABSENT,
            new InMemoryCheckpointStore(),
            new Throttle(4, 0, System::nanoTime))) {
      assertThatThrownBy(() -> job.run(progress -> {}))
          .hasMessageContaining("cannot be reached")
          .hasMessageContaining("goes on from its checkpoints");
    }
  }
}
