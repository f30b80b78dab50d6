package dev.banyan.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import dev.banyan.capture.RelayStatus.State;
import dev.banyan.capture.mapping.EventMapping;
import dev.banyan.capture.operations.HeldItems;
import dev.banyan.capture.operations.Resnapshot;
import dev.banyan.capture.operations.ResnapshotOptions;
import dev.banyan.capture.operations.ResnapshotReport;
import dev.banyan.localcloud.mongo.EmbeddedMongo;
import dev.banyan.localcloud.mongo.EmbeddedMongoConfig;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A position is lost, a gap is closed: afterwards both sides hold the same. */
final class ResnapshotIT {

  private final RecordingSink sink = new RecordingSink();
  private final VersionedItems items = new VersionedItems();
  private EmbeddedMongo mongo;
  private MongoClient client;
  private MongoDatabase database;
  private Relay relay;

  @BeforeEach
  void start() {
    mongo = EmbeddedMongo.start(EmbeddedMongoConfig.onPort(0));
    client = MongoClients.create(mongo.connectionString());
    database = client.getDatabase("social");
    relay = relay();
    relay.start();
    await(relay, State.RUNNING);
  }

  @AfterEach
  void stop() {
    relay.close();
    client.close();
    mongo.close();
  }

  private Relay relay() {
    return new Relay(client, sink, config());
  }

  private static CaptureConfig config() {
    return CaptureConfig.of("social", List.of(edges("follows"), edges("blocks")))
        .withTimes(
            Duration.ofMillis(200),
            Duration.ofMillis(50),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2));
  }

  private static EventMapping edges(String collection) {
    return EventMapping.of(
        collection, collection, "relationships", "a", "{a}:{b}", List.of("a", "b"));
  }

  private static void await(Relay relay, State state) {
    Await.until(() -> assertThat(relay.status().state()).isEqualTo(state));
  }

  private MongoCollection<Document> follows() {
    return database.getCollection("follows");
  }

  private void follow(String a, String b) {
    follows().insertOne(new Document("_id", a + ":" + b).append("a", a).append("b", b));
  }

  private void unfollow(String id) {
    follows().deleteOne(Filters.eq(id));
  }

  private TreeSet<String> documents() {
    return follows().find().map(document -> document.getString("_id")).into(new TreeSet<>());
  }

  private void apply() {
    sink.published().stream()
        .filter(event -> event.type().startsWith("follows"))
        .forEach(items::apply);
  }

  /** Writes before, in and behind a gap: what is there, changed, deleted and new in each. */
  private void loseThePosition() {
    for (int i = 0; i < 20; i++) {
      follow("al", "f" + i);
    }
    Await.until(() -> assertThat(sink.published()).hasSize(20));
    relay.close();
    apply();
    unfollow("al:f3");
    unfollow("al:f4");
    follow("al", "in-gap");
    mongo.expireHistory();
    unfollow("al:f5");
    follow("al", "behind-gap");
    relay = relay();
    relay.start();
    await(relay, State.UNHEALTHY);
  }

  @Test
  void run_afterALostPosition_leavesNoDifference_andTheRelayGoesOnByItself() {
    loseThePosition();
    LostPosition lost = Relay.record(database).orElseThrow().lost();
    assertThat(lost.collections()).containsExactly("follows", "blocks");
    assertThat(lost.reason()).contains("286", "resnapshot");
    assertThat(relay.status().problem().since()).isEqualTo(lost.since());

    ResnapshotReport report =
        new Resnapshot(client, config(), sink, ResnapshotOptions.affected()).run(items);

    assertThat(report.relayGoesOn()).isTrue();
    assertThat(report.puts()).isEqualTo(19);
    assertThat(report.deletions()).isPositive();
    await(relay, State.RUNNING);
    unfollow("al:f6");
    follow("al", "later");
    Await.until(() -> assertThat(sink.subjects()).contains("al:later"));
    apply();
    assertThat(items.live()).isEqualTo(documents());
    assertThat(Relay.record(database).orElseThrow().lost()).isNull();
  }

  @Test
  void relay_startedAnewWhileThePositionIsLost_staysStoppedSinceThen() {
    loseThePosition();
    var since = relay.status().problem().since();
    relay.close();

    relay = relay();
    relay.start();
    await(relay, State.UNHEALTHY);

    assertThat(relay.status().problem().since()).isEqualTo(since);
    assertThat(relay.status().problem().collections()).contains("follows");
    follow("al", "unseen");
    assertThat(sink.subjects()).doesNotContain("al:unseen");
  }

  @Test
  void run_stoppedInTheMiddle_goesOnWithTheSameFloor() {
    for (int i = 0; i < 1200; i++) {
      follow("bo", "f" + i);
    }
    loseThePosition2();
    sink.refusing(
        event -> {
          if (event.subject().equals("bo:f80")) {
            throw new IllegalStateException("stopped here");
          }
          return false;
        });
    Resnapshot first = new Resnapshot(client, config(), sink, quick());
    assertThatThrownBy(() -> first.run(HeldItems.UNKNOWN)).hasMessageContaining("stopped here");
    assertThat(relay.status().state()).isEqualTo(State.UNHEALTHY);
    sink.refusing(event -> false);

    ResnapshotReport report =
        new Resnapshot(client, config(), sink, quick()).run(HeldItems.UNKNOWN);

    assertThat(report.resumed()).isTrue();
    apply();
    assertThat(items.live()).isEqualTo(documents());
    await(relay, State.RUNNING);
  }

  private static ResnapshotOptions quick() {
    return ResnapshotOptions.affected().withDocumentsPerSecond(0);
  }

  private void loseThePosition2() {
    Await.until(() -> assertThat(sink.published()).hasSize(1200));
    relay.close();
    mongo.expireHistory();
    follow("bo", "late");
    relay = relay();
    relay.start();
    await(relay, State.UNHEALTHY);
  }

  @Test
  void run_afterACollectionWasDropped_copiesThatOneAndLosesNothingOfTheOthers() {
    follow("al", "bo");
    follow("al", "cy");
    Await.until(() -> assertThat(sink.published()).hasSize(2));
    follows().drop();
    database
        .getCollection("blocks")
        .insertOne(new Document("_id", "al:di").append("a", "al").append("b", "di"));
    follow("al", "cy");
    await(relay, State.UNHEALTHY);
    assertThat(relay.status().problem().collections()).containsExactly("follows");
    apply();

    Resnapshot resnapshot = new Resnapshot(client, config(), sink, quick());
    assertThat(resnapshot.affected()).containsExactly("follows");
    assertThat(resnapshot.run(items).relayGoesOn()).isTrue();

    Await.until(() -> assertThat(sink.subjects()).contains("al:di"));
    apply();
    assertThat(items.live()).isEqualTo(documents()).containsExactly("al:cy");
  }

  @Test
  void run_ofOtherCollectionsThanThoseLost_doesNotLetTheRelayGoOn() {
    loseThePosition();

    ResnapshotReport report =
        new Resnapshot(client, config(), sink, quick().only(Set.of("blocks")))
            .run(HeldItems.UNKNOWN);

    assertThat(report.relayGoesOn()).isFalse();
    assertThat(Relay.record(database).orElseThrow().lost()).isNotNull();
  }
}
