package dev.banyan.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.banyan.capture.mapping.EventMapping;
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
    assertThat(lag.position()).isLessThanOrEqualTo(lag.clusterTime());
    assertThat(lag.lost()).isNull();
    assertThat(lag.heads()).isNotEmpty();
    assertThat(lag.deadLetters()).isZero();
  }

  @Test
  void configs_refuseAMappingOfWhatIsNotThere() {
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
    }
  }

  private static void start(MongoClient client, String collection, String key) {
    EventMapping mapping =
        dev.banyan.capture.mapping.MappingFile.parse(
                "m",
                "{capabilities: {r: {collections: {%s: {event: f, key: %s, fields: [id=_id]}}}}}"
                    .formatted(collection, key))
            .mappings()
            .get(0);
    new Relay(client, new RecordingSink(), CaptureConfig.of("social", List.of(mapping))).start();
  }
}
