package dev.banyan.jobs.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.ReplaceOptions;
import dev.banyan.control.Evidence;
import dev.banyan.control.InMemoryControlStore;
import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.Await;
import dev.banyan.jobs.CapabilityRuns;
import dev.banyan.jobs.EmbeddedServers;
import dev.banyan.jobs.Sides;
import dev.banyan.jobs.backfill.copy.CopyConfig;
import dev.banyan.jobs.range.ChangePosition;
import dev.banyan.jobs.verify.Difference.Kind;
import dev.banyan.relationships.Follow;
import dev.banyan.relationships.Origin;
import dev.banyan.relationships.RelationshipTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

final class VerificationJobIT extends EmbeddedServers {

  private static final Instant CREATED = Instant.parse("2026-01-02T03:04:05.006Z");

  private final InMemoryControlStore control = new InMemoryControlStore();
  private final VerificationConfig config =
      VerificationConfig.DEFAULT
          .withSettle(Duration.ofMillis(100))
          .withLagBound(Duration.ofMillis(400));

  @BeforeEach
  void copied() {
    sides.reset();
    sides.insertFollows(1_500);
    CapabilityRuns.relationships(sides, control, CopyConfig.DEFAULT);
  }

  private static RelationshipTable table() {
    return new RelationshipTable(sides.dynamoDb(), Clock.systemUTC());
  }

  @Test
  void run_findsNothingBetweenSidesThatAgree() {
    table().delete("gone", "gone", new SourceVersion(1, 1, 1), Origin.LEGACY); // counts as absent

    VerificationResult result = run(config);

    assertThat(result.isGood()).isTrue();
    assertThat(result.compared()).isEqualTo(1_500);
    assertThat(result.generations()).hasSize(2);
    Evidence evidence = control.evidence("relationships", Evidence.Kind.VERIFICATION).orElseThrow();
    assertThat(evidence.good()).isTrue();
    assertThat(evidence.facts()).containsEntry("differences", 0L).containsEntry("compared", 1_500L);
    assertThat(Duration.between(evidence.at(), evidence.expiresAt())).isEqualTo(Duration.ofDays(1));
  }

  @Test
  void run_findsAllPlantedDifferences() {
    Map<String, Kind> planted = plant();

    VerificationResult result = run(config);

    assertThat(result.differences()).isEqualTo(30);
    assertThat(result.isGood()).isFalse();
    Map<String, Kind> found = new HashMap<>();
    result.samples().forEach(difference -> found.put(difference.key(), difference.kind()));
    assertThat(found).isEqualTo(planted);
    assertThat(result.samples())
        .filteredOn(difference -> difference.kind() == Kind.MISMATCHED)
        .allSatisfy(
            difference -> {
              assertThat(difference.path()).isIn("createdAt", "followeeKey");
              assertThat(difference.documentValue()).isNotEqualTo(difference.itemValue());
              assertThat(difference.itemVersion()).isNotNull();
            });
    assertThat(result.headline().orElseThrow().age()).isGreaterThan(Duration.ofMillis(400));
    assertThat(control.evidence("relationships", Evidence.Kind.VERIFICATION).orElseThrow().good())
        .isFalse();
  }

  /** Ten of each kind, by the key of the item. */
  private static Map<String, Kind> plant() {
    Map<String, Kind> planted = new HashMap<>();
    for (int i = 0; i < 10; i++) {
      String follower = "u%05d".formatted(i * 10);
      String first = "u%05d".formatted(i * 10 + 1);
      sides.dynamoDb().deleteItem(d -> d.tableName("relationships").key(key(follower, first)));
      planted.put(follower + "/" + first, Kind.MISSING);

      String second = "u%05d".formatted(i * 10 + 2);
      sides.follows().deleteOne(new Document("_id", follower + ":" + second));
      planted.put(follower + "/" + second, Kind.EXTRA);

      String third = "u%05d".formatted(i * 10 + 3);
      change(follower, third, i % 2 == 0 ? "createdAt" : "followeeKey");
      planted.put(follower + "/" + third, Kind.MISMATCHED);
    }
    return planted;
  }

  private static void change(String follower, String followee, String attribute) {
    sides
        .dynamoDb()
        .updateItem(
            u ->
                u.tableName("relationships")
                    .key(key(follower, followee))
                    .updateExpression("SET " + attribute + " = :x")
                    .expressionAttributeValues(
                        Map.of(":x", AttributeValue.fromS("2026-01-02T03:04:05.007Z"))));
  }

  private static Map<String, AttributeValue> key(String follower, String followee) {
    return Map.of(
        "follower", AttributeValue.fromS(follower), "followee", AttributeValue.fromS(followee));
  }

  @Test
  void run_findsOnlyThePlantedOnes_underLiveWritesThatLag() throws Exception {
    Map<String, Kind> planted = plant();
    Set<String> untouchable = new HashSet<>(planted.keySet());

    try (LiveTraffic traffic = new LiveTraffic(untouchable)) {
      VerificationResult result = run(config);

      assertThat(traffic.writes()).as("there were live writes").isGreaterThan(20);
      assertThat(result.completed()).isTrue();
      assertThat(result.differences()).isEqualTo(30);
      assertThat(result.samples())
          .extracting(Difference::key)
          .doesNotHaveDuplicates()
          .containsExactlyInAnyOrderElementsOf(planted.keySet());
    }
  }

  @Test
  void run_findsNothing_underLiveWritesThatLag() throws Exception {
    try (LiveTraffic traffic = new LiveTraffic(Set.of())) {
      VerificationResult result = run(config);

      assertThat(traffic.writes()).isGreaterThan(5);
      assertThat(result.samples()).isEmpty();
      assertThat(result.isGood()).isTrue();
      assertThat(result.generations())
          .anySatisfy(generation -> assertThat(generation.changed()).isPositive());
    }
  }

  /** A change during generation 0 whose event is lost must not slip through. */
  @Test
  void run_findsAChangeThatWasLostWhileItRan() {
    AtomicBoolean once = new AtomicBoolean();

    VerificationResult result =
        run(
            config,
            progress -> {
              if (once.compareAndSet(false, true)) {
                sides
                    .follows()
                    .updateOne(
                        new Document("_id", "u00001:u00002"),
                        new Document("$set", new Document("createdAt", new Date(0))));
              }
            });

    assertThat(result.samples())
        .singleElement()
        .satisfies(
            difference -> {
              assertThat(difference.key()).isEqualTo("u00001/u00002");
              assertThat(difference.path()).isEqualTo("createdAt");
              assertThat(difference.documentValue()).isEqualTo("1970-01-01T00:00:00.000Z");
              assertThat(difference.itemValue()).isEqualTo("2026-01-02T03:04:05.006Z");
            });
  }

  @Test
  void run_countsWhatItCannotKeep() {
    plant();

    VerificationResult result = run(config.withMostSuspects(7));

    assertThat(result.differences()).isGreaterThanOrEqualTo(30);
    assertThat(result.samples().size()).isLessThanOrEqualTo(7);
  }

  @Test
  void run_saysWhatIsUnsettled_whenGenerationsRunOut() {
    plant();

    VerificationResult result = run(config.withMaxGenerations(1));

    assertThat(result.differences()).isZero();
    assertThat(result.unsettled()).isEqualTo(30);
    assertThat(result.isGood()).isFalse();
  }

  @Test
  void close_stopsTheRun_withoutEvidence() throws Exception {
    plant();
    AtomicInteger told = new AtomicInteger();
    try (VerificationJob job = job(config.withSettle(Duration.ofMinutes(5)))) {
      Thread closer =
          new Thread(
              () -> {
                Await.until(() -> told.get() > 0);
                job.close();
              });
      closer.start();

      VerificationResult result = job.run(progress -> told.incrementAndGet());

      closer.join(10_000);
      assertThat(result.completed()).isFalse();
      assertThat(result.isGood()).isFalse();
    }
    assertThat(control.evidence("relationships", Evidence.Kind.VERIFICATION)).isEmpty();
  }

  private VerificationResult run(VerificationConfig with) {
    return run(with, progress -> {});
  }

  private VerificationResult run(VerificationConfig with, VerificationProgress.Listener listener) {
    try (VerificationJob job = job(with)) {
      return job.run(listener);
    }
  }

  private VerificationJob job(VerificationConfig with) {
    return new VerificationJob(
        CapabilityVerification.relationships(sides.mongo(), sides.dynamoDb()),
        control,
        with,
        Clock.systemUTC());
  }

  /** Puts and deletes in MongoDB, which reach the table some 50 ms later, in order per key. */
  private static final class LiveTraffic implements AutoCloseable {

    private final Random random = new Random(11);
    private final AtomicInteger writes = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final ScheduledThreadPoolExecutor events = new ScheduledThreadPoolExecutor(1);
    private final Thread writer = new Thread(this::write);
    private final Set<String> untouchable;

    LiveTraffic(Set<String> untouchable) {
      this.untouchable = untouchable;
      writer.start();
      Await.until(() -> writes.get() > 2);
    }

    private void write() {
      while (!closed.get()) {
        String follower = "u%05d".formatted(random.nextInt(150));
        String followee = "u%05d".formatted(random.nextInt(160));
        if (!untouchable.contains(follower + "/" + followee)) {
          write(follower, followee, random.nextBoolean());
        }
        LockSupport.parkNanos(3_000_000);
      }
    }

    private void write(String follower, String followee, boolean delete) {
      Document id = new Document("_id", follower + ":" + followee);
      if (delete) {
        sides.follows().deleteOne(id);
      } else {
        sides
            .follows()
            .replaceOne(id, Sides.follow(follower, followee), new ReplaceOptions().upsert(true));
      }
      SourceVersion version = ChangePosition.now(sides.mongo(), "follows");
      events.schedule(
          () -> {
            if (delete) {
              table().delete(follower, followee, version, Origin.LEGACY);
            } else {
              table().put(new Follow(follower, followee, CREATED), version, Origin.LEGACY);
            }
          },
          50,
          TimeUnit.MILLISECONDS);
      writes.incrementAndGet();
    }

    int writes() {
      return writes.get();
    }

    @Override
    public void close() throws Exception {
      closed.set(true);
      writer.join(10_000);
      events.shutdown();
      assertThat(events.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }
  }
}
