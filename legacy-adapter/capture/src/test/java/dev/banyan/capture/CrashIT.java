package dev.banyan.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.banyan.capture.operations.EventTail;
import dev.banyan.capture.operations.StreamStart;
import dev.banyan.capture.operations.StreamedEvent;
import dev.banyan.capture.operations.TailFilter;
import dev.banyan.events.SourceVersion;
import dev.banyan.localcloud.kinesis.FaultPlan;
import dev.banyan.localcloud.kinesis.KinesisConfig;
import dev.banyan.localcloud.kinesis.LocalKinesis;
import dev.banyan.localcloud.mongo.EmbeddedMongo;
import dev.banyan.localcloud.mongo.EmbeddedMongoConfig;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/**
 * Relays in processes of their own, killed and paused under load, while 30 % of the records fail
 * and acknowledgements get lost: nothing lost, order per key intact, repeats within the in-flight
 * window. The seed, {@code -Dbanyan.crash.seed=…}, decides after which write and pause each kill
 * comes.
 */
final class CrashIT {

  private static final int OWNERS = 12;

  private final long seed = Long.getLong("banyan.crash.seed", 20_261_121L);
  private EmbeddedMongo mongo;
  private LocalKinesis local;
  private MongoClient client;
  private KinesisClient kinesis;
  private MongoCollection<Document> follows;
  private int written;

  @BeforeEach
  void start() {
    System.out.println("CrashIT -Dbanyan.crash.seed=" + seed); // a failure need not name it
    mongo = EmbeddedMongo.start(EmbeddedMongoConfig.onPort(0));
    local = LocalKinesis.start(KinesisConfig.defaults().withPort(0));
    client = MongoClients.create(mongo.connectionString());
    kinesis = CrashChild.kinesis(local.endpoint());
    kinesis.createStream(request -> request.streamName(CrashChild.STREAM).shardCount(2));
    MongoDatabase database = client.getDatabase("social");
    database.createCollection("follows");
    follows = database.getCollection("follows");
    local
        .faults()
        .set(
            FaultPlan.seeded(seed)
                .withPartialFailures(0.3, null)
                .withLostAcknowledgements(0.1, true)
                .onlyFor(Set.of("PutRecords")));
  }

  @AfterEach
  void stop() {
    client.close();
    kinesis.close();
    local.close();
    mongo.close();
  }

  private void write(int count) {
    for (int i = 0; i < count; i++) {
      follows.insertOne(new Document("owner", "user" + written % OWNERS).append("n", written));
      written++;
    }
  }

  private ChildRelay child() throws Exception {
    return new ChildRelay(mongo.connectionString(), local.endpoint());
  }

  @Test
  void relay_killedAtSixPoints() throws Exception {
    kill(6);
  }

  @Test
  @Tag("soak")
  void relay_killedAtTwoHundredPoints() throws Exception {
    kill(200);
  }

  /** One kill: writes before it, a pause, writes behind it. */
  private record Kill(int before, int pauseMillis, int after) {}

  private static List<Kill> schedule(long seed, int times) {
    Random random = new Random(seed);
    return Stream.generate(
            () -> new Kill(20 + random.nextInt(300), random.nextInt(60), random.nextInt(60)))
        .limit(times)
        .toList();
  }

  @Test
  void schedule_isTheSeeds() {
    assertThat(schedule(seed, 200)).isEqualTo(schedule(seed, 200));
    assertThat(schedule(seed, 200)).isNotEqualTo(schedule(seed + 1, 200));
  }

  private void kill(int times) throws Exception {
    for (Kill kill : schedule(seed, times)) {
      try (ChildRelay relay = child()) {
        relay.awaitState(RelayStatus.State.RUNNING);
        write(kill.before());
        LockSupport.parkNanos(kill.pauseMillis() * 1_000_000L);
        relay.kill();
        write(kill.after());
      }
    }
    try (ChildRelay last = child()) {
      last.awaitState(RelayStatus.State.RUNNING);
      assertComplete(times);
    }
  }

  /** A paused leader wakes up when another one leads. */
  @Test
  void relay_pausedPastItsLease_neitherMovesTheCheckpointNorPublishesOn() throws Exception {
    List<SourceVersion> checkpoints = new ArrayList<>();
    try (ChildRelay first = child()) {
      first.awaitState(RelayStatus.State.RUNNING);
      try (ChildRelay second = child()) {
        second.awaitState(RelayStatus.State.STANDBY);
        write(150);
        first.signal("STOP");
        write(100 + new Random(seed).nextInt(100));
        second.awaitState(RelayStatus.State.RUNNING);
        checkpoints.add(position());
        first.signal("CONT");
        for (int i = 0; i < 20; i++) {
          write(20);
          checkpoints.add(position());
        }
        assertComplete(1);
        checkpoints.add(position());
        Await.until(() -> assertThat(first.states()).last().isNotEqualTo("RUNNING"));
      }
    }
    assertThat(checkpoints).as("seed " + seed).isSorted();
  }

  private SourceVersion position() {
    return Relay.record(client.getDatabase("social")).orElseThrow().position();
  }

  private void assertComplete(int interruptions) {
    local.faults().clear();
    EventTail tail =
        new EventTail(kinesis, CrashChild.STREAM, new StreamStart.Oldest(), TailFilter.ALL);
    List<StreamedEvent> all = new ArrayList<>();
    Set<Integer> numbers = new HashSet<>();
    Await.until(
        () -> {
          for (StreamedEvent seen : tail.next()) {
            all.add(seen);
            numbers.add(number(seen));
          }
          assertThat(numbers).as("lost, seed " + seed).hasSize(written);
        });
    assertOrder(all);
    assertThat(repeats(all))
        .as("repeats, seed " + seed)
        .isLessThanOrEqualTo(interruptions * CrashChild.IN_FLIGHT);
  }

  private static int number(StreamedEvent seen) {
    return seen.event().data().get("n").intValue();
  }

  private void assertOrder(List<StreamedEvent> all) {
    Map<String, Set<Integer>> firsts = new LinkedHashMap<>();
    all.forEach(
        seen ->
            firsts
                .computeIfAbsent(seen.event().partitionKey(), key -> new LinkedHashSet<>())
                .add(number(seen)));
    firsts.forEach(
        (owner, numbers) ->
            assertThat(List.copyOf(numbers)).as(owner + ", seed " + seed).isSorted());
  }

  /** What a lost acknowledgement repeats is the same record again; a kill repeats events. */
  private static int repeats(List<StreamedEvent> all) {
    Map<String, List<Integer>> records = new LinkedHashMap<>();
    all.forEach(
        seen ->
            records
                .computeIfAbsent(seen.shard() + seen.sequenceNumber(), key -> new ArrayList<>())
                .add(number(seen)));
    List<Integer> sent = records.values().stream().distinct().flatMap(List::stream).toList();
    return sent.size() - new HashSet<>(sent).size();
  }
}
