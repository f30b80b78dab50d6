package dev.banyan.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import dev.banyan.capture.mapping.EventMapping;
import dev.banyan.capture.mapping.MappingFile;
import dev.banyan.capture.operations.EventTail;
import dev.banyan.capture.operations.Reconciliation;
import dev.banyan.capture.operations.ReconciliationReport;
import dev.banyan.capture.operations.RelayLag;
import dev.banyan.capture.operations.StreamStart;
import dev.banyan.capture.operations.StreamedEvent;
import dev.banyan.capture.operations.TailFilter;
import dev.banyan.localcloud.kinesis.KinesisConfig;
import dev.banyan.localcloud.kinesis.LocalKinesis;
import dev.banyan.localcloud.mongo.EmbeddedMongo;
import dev.banyan.localcloud.mongo.EmbeddedMongoConfig;
import dev.banyan.publisher.OrderedPublisher;
import dev.banyan.publisher.PublisherConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** What an operator sees of a relay that works, and of one that was made to skip something. */
final class OperationsIT {

  private static final String STREAM = CrashChild.STREAM;

  @Test
  void tailLagAndReconciliation_tellWhatTheStreamHoldsAndLacks() {
    try (EmbeddedMongo mongo = EmbeddedMongo.start(EmbeddedMongoConfig.onPort(0));
        LocalKinesis local = LocalKinesis.start(KinesisConfig.defaults().withPort(0));
        MongoClient client = MongoClients.create(mongo.connectionString());
        KinesisClient kinesis = CrashChild.kinesis(local.endpoint());
        OrderedPublisher publisher =
            new OrderedPublisher(kinesis, PublisherConfig.forStream(STREAM))) {
      kinesis.createStream(request -> request.streamName(STREAM).shardCount(2));
      MongoDatabase database = client.getDatabase("social");
      Instant from = Instant.now().minusSeconds(1);
      relay(client, publisher, database, 0);
      write(database, 10);
      Relay.forgetPosition(database, "test");
      write(database, 11);
      database.getCollection("elsewhere").insertOne(new Document());
      relay(client, publisher, database, 20);

      kinesis.splitShard(
          r ->
              r.streamName(STREAM)
                  .shardToSplit("shardId-000000000000")
                  .newStartingHashKey("42535295865117307932921825928971026432"));
      relay(client, publisher, database, 30);
      assertTail(kinesis);
      assertReconciliation(client, kinesis, from);
      assertLag(client, kinesis);
    }
  }

  private static void relay(
      MongoClient client, OrderedPublisher publisher, MongoDatabase database, int n) {
    try (Relay relay = new Relay(client, publisher, CrashChild.config())) {
      relay.start();
      Await.until(() -> assertThat(relay.status().state()).isEqualTo(RelayStatus.State.RUNNING));
      write(database, n);
      Await.until(() -> assertThat(relay.status().published()).isPositive());
    }
  }

  private static void write(MongoDatabase database, int n) {
    database
        .getCollection("follows")
        .insertOne(new Document("owner", "user" + n % 10).append("n", n));
  }

  private static void assertTail(KinesisClient kinesis) {
    TailFilter all = TailFilter.ALL.ofCapability(CrashChild.config(), "relationships");
    assertThat(numbers(kinesis, all)).contains(0, 20, 30);
    TailFilter oneKey = new TailFilter("follow.*", "user1", null, false);
    assertThat(numbers(kinesis, oneKey)).isSubsetOf(11);
    assertThatThrownBy(() -> TailFilter.ALL.ofCapability(CrashChild.config(), "relations"))
        .hasMessageContaining("[relationships]");
    assertThatThrownBy(
            () -> new EventTail(kinesis, "absent", new StreamStart.Oldest(), TailFilter.ALL))
        .hasMessageContaining("no stream 'absent'");
  }

  private static List<Integer> numbers(KinesisClient kinesis, TailFilter filter) {
    EventTail tail = new EventTail(kinesis, STREAM, new StreamStart.Oldest(), filter);
    List<Integer> numbers = new ArrayList<>();
    for (int looks = 0; looks < 5 || !tail.caughtUp(); looks++) {
      for (StreamedEvent seen : tail.next()) {
        numbers.add(seen.event().data().get("n").intValue());
      }
    }
    return numbers;
  }

  private static void assertReconciliation(
      MongoClient client, KinesisClient kinesis, Instant from) {
    ReconciliationReport report =
        new Reconciliation(client, CrashChild.config(), kinesis, STREAM)
            .run(from, Instant.now().plusSeconds(5), Duration.ofMinutes(1));

    assertThat(report.missing()).isBetween(1L, 2L);
    assertThat(report.samples()).extracting(sample -> sample.collection()).containsOnly("follows");
    long published =
        report.slices().stream().mapToLong(ReconciliationReport.Slice::published).sum();
    assertThat(published).isGreaterThanOrEqualTo(3);
    assertThatThrownBy(
            () ->
                new Reconciliation(client, CrashChild.config(), kinesis, STREAM)
                    .run(Instant.EPOCH, Instant.EPOCH, Duration.ofMinutes(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void assertLag(MongoClient client, KinesisClient kinesis) {
    RelayLag.Report lag = new RelayLag(client, CrashChild.config()).measure(kinesis, STREAM);

    assertThat(lag.active()).isFalse();
    assertThat(lag.behind()).as("more than a second's resolution").isPositive();
    assertThat(lag.position()).isLessThanOrEqualTo(lag.clusterTime());
    assertThat(lag.lost()).isNull();
    assertThat(lag.heads()).isNotEmpty();
    assertThat(lag.deadLetters()).isZero();
  }

  /** The elements that a change added are those of then, not those of a later look. */
  @Test
  void reconciliation_ofElementsOfAnArray_findsWhatWasPublished() {
    CaptureConfig config =
        CaptureConfig.of(
                "social",
                MappingFile.parse(
                        "m",
                        "{capabilities: {w: {collections: {wishes: {event: wish, each: ids,"
                            + " optional: true, subject: '{_id}:{each}', fields: [id=each]}}}}}")
                    .mappings())
            .withPreImages(CaptureConfig.PreImages.ENABLE);
    try (EmbeddedMongo mongo = EmbeddedMongo.start(EmbeddedMongoConfig.onPort(0));
        LocalKinesis local = LocalKinesis.start(KinesisConfig.defaults().withPort(0));
        MongoClient client = MongoClients.create(mongo.connectionString());
        KinesisClient kinesis = CrashChild.kinesis(local.endpoint());
        OrderedPublisher publisher =
            new OrderedPublisher(kinesis, PublisherConfig.forStream(STREAM));
        Relay relay = new Relay(client, publisher, config)) {
      kinesis.createStream(request -> request.streamName(STREAM).shardCount(1));
      relay.start();
      Await.until(() -> assertThat(relay.status().state()).isEqualTo(RelayStatus.State.RUNNING));
      addAndTakeAway(client.getDatabase("social").getCollection("wishes"));
      Await.until(() -> assertThat(relay.status().published()).isEqualTo(4));

      ReconciliationReport report =
          new Reconciliation(client, config, kinesis, STREAM)
              .run(Instant.now().minusSeconds(60), Instant.now(), Duration.ofMinutes(1));

      assertThat(report.samples()).isEmpty();
      assertThat(report.missing()).isZero();
    }
  }

  private static void addAndTakeAway(MongoCollection<Document> wishes) {
    wishes.insertOne(new Document("_id", "ann").append("ids", List.of("p1")));
    wishes.updateOne(Filters.eq("ann"), Updates.addToSet("ids", "p2"));
    wishes.updateOne(Filters.eq("ann"), Updates.addToSet("ids", "p3"));
    wishes.updateOne(Filters.eq("ann"), Updates.pull("ids", "p2"));
  }

  @Test
  void configs_refuseAMappingOfWhatIsNotThere_namingAllAtOnce() {
    try (EmbeddedMongo mongo = EmbeddedMongo.start(EmbeddedMongoConfig.onPort(0));
        MongoClient client = MongoClients.create(mongo.connectionString())) {
      client.getDatabase("social").getCollection("follows").insertOne(new Document("owner", "a"));
      assertThatThrownBy(() -> start(client, "folows", "owner"))
          .isInstanceOf(CaptureException.class)
          .hasMessageContaining(
              "'folows' does not exist in database 'social'; did you mean 'follows'");
      assertThatThrownBy(() -> start(client, "follows", "ownr"))
          .isInstanceOf(CaptureException.class)
          .hasMessageContaining("has the field 'ownr'; did you mean 'owner'");
      String two =
          "{capabilities: {r: {collections: {folows: {event: f, fields: [id=_id]},"
              + " follows: {event: g, key: ownr, fields: [id=_id]}}}}}";
      CaptureConfig both = CaptureConfig.of("social", MappingFile.parse("m", two).mappings());
      assertThatThrownBy(() -> new Relay(client, new RecordingSink(), both).start())
          .hasMessageContainingAll(
              "'folows'", "optional: true", "'ownr'", "Deletes in collection 'follows'");
      assertThat(Relay.problems(client, both)).hasSize(3);
    }
  }

  private static void start(MongoClient client, String collection, String key) {
    EventMapping mapping =
        MappingFile.parse(
                "m",
                "{capabilities: {r: {collections: {%s: {event: f, key: %s, fields: [id=_id]}}}}}"
                    .formatted(collection, key))
            .mappings()
            .get(0);
    new Relay(client, new RecordingSink(), CaptureConfig.of("social", List.of(mapping))).start();
  }
}
