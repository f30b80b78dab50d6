package dev.banyan.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.banyan.capture.RelayStatus.State;
import dev.banyan.localcloud.mongo.EmbeddedMongo;
import dev.banyan.localcloud.mongo.EmbeddedMongoConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract on the embedded server, and faults that only it can be told to make. */
final class EmbeddedRelayIT extends RelayContract {

  private static EmbeddedMongo mongo;

  @BeforeAll
  static void startMongo() {
    mongo = EmbeddedMongo.start(EmbeddedMongoConfig.onPort(0));
  }

  @AfterAll
  static void stopMongo() {
    mongo.close();
  }

  @Override
  String connectionString() {
    return mongo.connectionString();
  }

  @Test
  void relay_whenItsPositionIsLost_stopsWithinTenSecondsAndNeverGoesOnFromNow() throws Exception {
    Relay first = running(config());
    follow("alice", "bob");
    Await.until(() -> assertThat(sink.subjects()).hasSize(1));
    first.close();
    follow("alice", "lost");
    mongo.expireHistory();

    Relay second = new Relay(MongoClients.create(connectionString()), sink, config());
    second.start();
    long start = System.nanoTime();
    Await.until(() -> assertThat(second.status().state()).isEqualTo(State.UNHEALTHY));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    assertThat(second.status().problem().message()).contains("286", "follows");
    follow("alice", "carol");
    assertThat(sink.subjects()).containsExactly("alice:bob");
    second.close();
  }

  private static MongoClient through(CuttableProxy proxy) {
    return MongoClients.create(
        "mongodb://127.0.0.1:"
            + proxy.port()
            + "/?directConnection=true&serverSelectionTimeoutMS=300");
  }

  /** Half of a getMore's reply, with a batch of changes in it, is all that comes. */
  @Test
  void relay_cutOffInTheMiddleOfAGetMore_publishesTheWholeBatchInOrder() throws Exception {
    try (CuttableProxy proxy = new CuttableProxy(mongo.port());
        MongoClient viaProxy = through(proxy)) {
      Relay relay = running(viaProxy, config());
      List<String> written = new ArrayList<>();
      for (int cut = 0; cut < 3; cut++) {
        proxy.cutInsideOf("nextBatch");
        for (int i = 0; i < 40; i++) {
          follow("alice", cut + "-" + i);
          written.add("alice:" + cut + "-" + i);
        }
        int cuts = cut + 1;
        Await.until(() -> assertThat(proxy.cutInside()).isGreaterThanOrEqualTo(cuts));
        proxy.mend();
        Await.until(() -> assertThat(new LinkedHashSet<>(sink.subjects())).hasSameSizeAs(written));
      }
      assertThat(new LinkedHashSet<>(sink.subjects())).containsExactlyElementsOf(written);
      relay.close();
    }
  }

  @Test
  void relay_afterTheConnectionBroke_goesOnFromItsCheckpoint() throws Exception {
    try (CuttableProxy proxy = new CuttableProxy(mongo.port());
        MongoClient viaProxy = through(proxy)) {
      Relay relay = running(viaProxy, config());
      follow("alice", "before");
      Await.until(() -> assertThat(sink.subjects()).contains("alice:before"));
      proxy.cut();
      follow("alice", "meanwhile");
      Await.until(() -> assertThat(relay.status().state()).isEqualTo(State.RECONNECTING));
      assertThat(sink.subjects()).doesNotContain("alice:meanwhile");

      proxy.mend();
      Await.until(() -> assertThat(sink.subjects()).contains("alice:meanwhile"));
      Await.until(() -> assertThat(relay.status().state()).isEqualTo(State.RUNNING));
      relay.close();
    }
  }
}
