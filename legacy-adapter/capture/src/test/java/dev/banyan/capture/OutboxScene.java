package dev.banyan.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Updates;
import dev.banyan.capture.OutboxConfig.Mode;
import dev.banyan.capture.RelayStatus.State;
import dev.banyan.capture.operations.HeldItems;
import dev.banyan.capture.operations.Resnapshot;
import dev.banyan.capture.operations.ResnapshotOptions;
import dev.banyan.capture.operations.ResnapshotReport;
import dev.banyan.capture.outbox.MongoOutbox;
import dev.banyan.capture.outbox.OutboxEvent;
import dev.banyan.events.Event;
import dev.banyan.localcloud.mongo.EmbeddedMongo;
import dev.banyan.localcloud.mongo.EmbeddedMongoConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.bson.BsonDateTime;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An outbox in an embedded MongoDB, and a relay that reads it. */
abstract class OutboxScene {

  static final Event.Trace REQUEST =
      new Event.Trace("c-1", "00-11111111111111111111111111111111-2222222222222222-01");

  final RecordingSink sink = new RecordingSink();
  EmbeddedMongo mongo;
  MongoClient client;
  MongoDatabase database;
  MongoOutbox outbox;
  Relay relay;

  @BeforeEach
  final void connect() {
    mongo = EmbeddedMongo.start(EmbeddedMongoConfig.onPort(0));
    client = MongoClients.create(mongo.connectionString());
    database = client.getDatabase("social");
    outbox = new MongoOutbox(database, () -> REQUEST);
  }

  @AfterEach
  final void disconnect() {
    if (relay != null) {
      relay.close();
    }
    client.close();
    mongo.close();
  }

  final Relay run(Mode mode, Duration keep) {
    CaptureConfig config =
        CaptureConfig.of(
                "social", List.of(), List.of(), new OutboxConfig(mode, keep, Duration.ofMillis(10)))
            .withTimes(
                Duration.ofMillis(200),
                Duration.ofMillis(50),
                Duration.ofSeconds(10), // it is not lost while the machine is busy
                Duration.ofSeconds(2));
    relay = new Relay(client, sink, config);
    relay.start();
    Await.until(() -> assertThat(relay.status().state()).isEqualTo(State.RUNNING));
    return relay;
  }

  /** Ends the relay, and its lease, which nobody gives back. */
  final void kill() {
    relay.abandon();
    database
        .getCollection(RelayLease.COLLECTION)
        .updateOne(new Document(), Updates.set("expiresAt", new BsonDateTime(0)));
  }

  static OutboxEvent event(int n) {
    return OutboxEvent.of("follow.put", "al:" + n, "al", Map.of("n", n));
  }

  static List<String> expected(int from, int to) {
    return IntStream.range(from, to).mapToObj(n -> "al:" + n).toList();
  }

  final long entries() {
    return database.getCollection(MongoOutbox.COLLECTION).countDocuments();
  }

  final ResnapshotReport resnapshot(ResnapshotOptions options) {
    CaptureConfig config = CaptureConfig.of("social", List.of(), List.of(), OutboxConfig.AUTO);
    return new Resnapshot(client, config, sink, options.only(Set.of(MongoOutbox.COLLECTION)))
        .run(HeldItems.UNKNOWN);
  }
}
