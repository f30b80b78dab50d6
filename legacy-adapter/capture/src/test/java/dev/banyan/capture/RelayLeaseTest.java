package dev.banyan.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.banyan.events.SourceVersion;
import dev.banyan.localcloud.mongo.EmbeddedMongo;
import dev.banyan.localcloud.mongo.EmbeddedMongoConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RelayLeaseTest {

  private static final Checkpoint EARLY =
      new Checkpoint(new BsonDocument("_data", new BsonString("a")), new SourceVersion(1, 2, 3));
  private static final Checkpoint LATE =
      new Checkpoint(new BsonDocument("_data", new BsonString("b")), new SourceVersion(4, 5, 6));

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.ofEpochSecond(1_800_000_000));
  private final AtomicLong nanos = new AtomicLong();
  private EmbeddedMongo mongo;
  private MongoClient client;
  private RelayLease one;
  private RelayLease two;

  @BeforeEach
  void start() {
    mongo = EmbeddedMongo.start(EmbeddedMongoConfig.onPort(0));
    client = MongoClients.create(mongo.connectionString());
    MongoDatabase database = client.getDatabase("social");
    one = new RelayLease(database, "one", Duration.ofSeconds(6), now::get, nanos::get);
    two = new RelayLease(database, "two", Duration.ofSeconds(6), now::get, nanos::get);
  }

  @AfterEach
  void stop() {
    client.close();
    mongo.close();
  }

  @Test
  void acquire_isRefusedUntilTheLeaseExpires() {
    assertThat(one.acquire()).contains(new RelayLease.Held(1, null));
    assertThat(two.acquire()).isEmpty();

    now.set(now.get().plusSeconds(5));
    assertThat(one.renew(1)).isTrue();
    now.set(now.get().plusSeconds(5));
    assertThat(two.acquire()).isEmpty();

    now.set(now.get().plusSeconds(1));
    assertThat(two.acquire()).contains(new RelayLease.Held(2, null));
  }

  @Test
  void save_byAHolderThatWasPausedPastItsExpiry_changesNothing() {
    one.acquire();
    assertThat(one.save(1, EARLY)).isTrue();
    now.set(now.get().plusSeconds(7));
    assertThat(two.acquire()).contains(new RelayLease.Held(2, EARLY));
    assertThat(two.save(2, LATE)).isTrue();

    assertThat(one.save(1, EARLY)).isFalse();
    assertThat(one.renew(1)).isFalse();

    now.set(now.get().plusSeconds(7));
    assertThat(one.acquire()).contains(new RelayLease.Held(3, LATE));
  }

  @Test
  void release_letsTheNextOneInAtOnce() {
    one.acquire();
    one.release(1);

    assertThat(two.acquire()).isPresent();
  }

  @Test
  void acquire_byItsOwner_needsNoExpiry() {
    one.acquire();

    assertThat(one.acquire()).contains(new RelayLease.Held(2, null));
  }

  @Test
  void acquire_whenTheClockJumpedBack_countsTheSilenceItself() {
    one.acquire();
    now.set(now.get().minus(Duration.ofDays(30)));

    assertThat(two.acquire()).isEmpty();
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(5));
    assertThat(two.acquire()).isEmpty();
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
    assertThat(two.acquire()).contains(new RelayLease.Held(2, null));
  }

  @Test
  void acquire_whileAHolderWithAClockBehindRenews_isRefused() {
    now.set(now.get().minus(Duration.ofDays(30)));
    one.acquire();
    now.set(now.get().plus(Duration.ofDays(30)));
    assertThat(one.renew(1)).isTrue();
    now.set(now.get().minus(Duration.ofDays(30)));

    for (int i = 0; i < 5; i++) {
      assertThat(two.acquire()).isEmpty();
      nanos.addAndGet(TimeUnit.SECONDS.toNanos(4));
      now.set(now.get().plusSeconds(4));
      assertThat(one.renew(1)).isTrue();
    }
  }

  @Test
  void save_whenTheOthersClockJumpedAhead_isLeftToTheNewHolder() {
    one.acquire();
    assertThat(one.save(1, EARLY)).isTrue();
    now.set(now.get().plus(Duration.ofDays(30)));

    assertThat(two.acquire()).contains(new RelayLease.Held(2, EARLY));
    assertThat(one.save(1, LATE)).isFalse();
    assertThat(one.renew(1)).isFalse();
  }
}
