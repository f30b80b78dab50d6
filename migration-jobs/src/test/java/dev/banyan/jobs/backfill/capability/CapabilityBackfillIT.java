package dev.banyan.jobs.backfill.capability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banyan.control.AuditEntry;
import dev.banyan.control.Capability;
import dev.banyan.control.Evidence;
import dev.banyan.control.InMemoryControlStore;
import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.Await;
import dev.banyan.jobs.CapabilityRuns;
import dev.banyan.jobs.JobException;
import dev.banyan.jobs.Sides;
import dev.banyan.jobs.backfill.BackfillResult;
import dev.banyan.jobs.backfill.BackfillResult.Ending;
import dev.banyan.jobs.backfill.copy.CopyConfig;
import dev.banyan.jobs.mapping.FollowsToRelationships;
import dev.banyan.jobs.range.ChangePosition;
import dev.banyan.relationships.Follow;
import dev.banyan.relationships.Origin;
import dev.banyan.relationships.RelationshipTable;
import dev.banyan.stream.Backoff;
import dev.banyan.stream.DeadLetter;
import dev.banyan.stream.DeadLetterTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.BsonUndefined;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class CapabilityBackfillIT {

  private static Sides sides;

  private final InMemoryControlStore control = new InMemoryControlStore();
  private final CopyConfig config =
      CopyConfig.DEFAULT.withDocumentsPerRange(300).withCheckpointEvery(Duration.ZERO);

  @BeforeAll
  static void start() throws Exception {
    sides = Sides.embedded();
  }

  @AfterAll
  static void stop() throws Exception {
    sides.close();
  }

  @BeforeEach
  void reset() {
    sides.reset();
  }

  private BackfillResult run(CopyConfig with) {
    return CapabilityRuns.relationships(sides, control, with);
  }

  private CapabilityBackfill of(List<CapabilityPhase> phases) {
    return CapabilityRuns.of("relationships", phases, sides, control, config);
  }

  private static RelationshipTable table() {
    return new RelationshipTable(sides.dynamoDb(), Clock.systemUTC());
  }

  private static long items(String table) {
    return sides.dynamoDb().scanPaginator(s -> s.tableName(table)).items().stream().count();
  }

  @Test
  void run_copiesEveryDocument_saysThatItWasDone_andBeginsAnewWhenAskedTo() {
    sides.insertFollows(734);

    BackfillResult first = run(config);

    assertThat(first.ending()).isEqualTo(Ending.COMPLETED);
    assertThat(first.documents()).isEqualTo(734);
    assertThat(first.written()).isEqualTo(734);
    assertThat(items("relationships")).isEqualTo(734);
    assertThat(table().get("u00007", "u00009").orElseThrow().createdAt())
        .isEqualTo(Instant.parse("2026-01-02T03:04:05.006Z"));
    assertThat(table().followers("u00009", "", 20).ids()).as("in the index").hasSize(9);
    Evidence evidence = control.evidence("relationships", Evidence.Kind.BACKFILL).orElseThrow();
    assertThat(evidence.good()).isTrue();
    assertThat(evidence.facts()).containsEntry("written", 734L);
    assertThat(Duration.between(evidence.at(), evidence.expiresAt())).isEqualTo(Duration.ofDays(1));

    sides.follows().insertOne(Sides.follow("late", "follower"));
    assertThat(run(config).ending()).isEqualTo(Ending.ALREADY_COMPLETED);
    assertThat(table().get("late", "follower")).isEmpty();
    BackfillResult again = run(config.withRestart(true));
    assertThat(again.ending()).isEqualTo(Ending.COMPLETED);
    assertThat(again.alreadyNewer()).isEqualTo(734);
    assertThat(again.written()).isEqualTo(1);
  }

  /** The work behind a write fails in the middle: what it failed for is done again. */
  @Test
  void run_neverMovesACheckpointOverWorkThatFailed() {
    sides.insertFollows(1_000);
    Map<String, Boolean> followed = new ConcurrentHashMap<>();
    AtomicInteger left = new AtomicInteger(500);

    try (CapabilityBackfill failing = of(followed(followed, left))) {
      assertThatThrownBy(() -> failing.run((job, throttle) -> progress -> {}))
          .isInstanceOf(JobException.class)
          .hasMessageContaining("this batch is lost");
    }
    assertThat(followed).hasSizeLessThan(1_000);
    assertThat(control.evidence("relationships", Evidence.Kind.BACKFILL)).isEmpty();
    left.set(Integer.MAX_VALUE);
    try (CapabilityBackfill mended = of(followed(followed, left))) {
      BackfillResult result = mended.run((job, throttle) -> progress -> {});
      assertThat(result.ending()).isEqualTo(Ending.COMPLETED);
      assertThat(result.documents()).isEqualTo(1_000);
    }
    assertThat(followed).as("each document was followed up").hasSize(1_000);
    assertThat(items("relationships")).isEqualTo(1_000);
  }

  private static List<CapabilityPhase> followed(Map<String, Boolean> done, AtomicInteger left) {
    FollowsToRelationships mapping = new FollowsToRelationships();
    return List.of(
        new CapabilityPhase(
            "backfill-relationships",
            mapping,
            tables ->
                new FollowUp<>(
                    tables,
                    mapping,
                    rows -> {
                      if (left.addAndGet(-rows.size()) < 0) {
                        throw new JobException("this batch is lost");
                      }
                      rows.forEach(
                          row ->
                              done.put(
                                  row.value().follower() + ":" + row.value().followee(), true));
                    },
                    2,
                    new Backoff(9, Duration.ZERO, Duration.ZERO))));
  }

  @Test
  void close_stopsTheRun_whichGoesOnLater() throws Exception {
    sides.insertFollows(2_000);
    BackfillResult first;
    try (CapabilityBackfill slow = of(CapabilityPhase.relationships())) {
      CompletableFuture<BackfillResult> ended =
          CompletableFuture.supplyAsync(
              () ->
                  slow.run(
                      (job, throttle) -> {
                        throttle.set(false, 1_000);
                        return progress -> {};
                      }));
      Await.until(() -> items("relationships") > 100);
      slow.close();
      first = ended.get(60, TimeUnit.SECONDS);
    }
    assertThat(first.ending()).isEqualTo(Ending.STOPPED);
    assertThat(first.documents()).isBetween(100L, 1_999L);
    assertThat(control.evidence("relationships", Evidence.Kind.BACKFILL)).isEmpty();

    BackfillResult second = run(config);

    assertThat(second.ending()).isEqualTo(Ending.COMPLETED);
    assertThat(second.documents()).isEqualTo(2_000);
    assertThat(second.alreadyNewer()).as("nothing is done twice after a stop").isZero();
    assertThat(items("relationships")).isEqualTo(2_000);
  }

  @Test
  void run_setsAsideWhatCannotBeMapped_andRedrivesItWhenItCan() {
    sides.insertFollows(30);
    sides.follows().insertOne(Sides.follow("a", "b").append("createdAt", "yesterday"));
    Document lacking = Sides.follow("c", "d");
    lacking.remove("followee");
    sides.follows().insertOne(lacking);
    sides.follows().insertOne(Sides.follow("e", "f").append("_id", "e:somebody-else"));
    sides.follows().insertOne(Sides.follow("g", "h").append("createdAt", new BsonUndefined()));
    sides.follows().insertOne(Sides.follow("i", "j").append("_id", 17));

    BackfillResult result = run(config);

    assertThat(result.deadLetters()).isEqualTo(5);
    assertThat(result.documents()).isEqualTo(35);
    assertThat(items("relationships")).isEqualTo(30);
    DeadLetterTable letters = new DeadLetterTable(sides.dynamoDb());
    assertThat(letters.list("relationships", null, 9))
        .extracting(DeadLetter::position)
        .containsExactlyInAnyOrder(
            "follows/a:b",
            "follows/c:d",
            "follows/e:somebody-else",
            "follows/g:h",
            "follows/BsonInt32{value=17}");
    DeadLetter one = letterAt(letters, "follows/a:b");
    assertThat(one.cause()).contains("createdAt must be of type DATE_TIME");
    assertThat(new RawBsonDocument(one.payload()).getString("createdAt").getValue())
        .isEqualTo("yesterday");
    Evidence evidence = control.evidence("relationships", Evidence.Kind.BACKFILL).orElseThrow();
    assertThat(evidence.good()).isFalse();
    assertThat(evidence.facts()).containsEntry("deadLetters", 5L);

    letters.put(mended(one));
    letters.put(
        new DeadLetter("relationships", Instant.EPOCH, "shard:7", "no event", new byte[1], null));
    try (CapabilityBackfill again = of(CapabilityPhase.relationships())) {
      assertThat(again.redrive()).isEqualTo(4);
    }
    assertThat(letters.count("relationships")).as("with the stream's").isEqualTo(5);
    assertThat(table().get("a", "b")).isPresent();
  }

  private static DeadLetter letterAt(DeadLetterTable letters, String position) {
    return letters.list("relationships", null, 9).stream()
        .filter(letter -> letter.position().equals(position))
        .findFirst()
        .orElseThrow();
  }

  /** As if the mapping could read it now. */
  private static DeadLetter mended(DeadLetter letter) {
    RawBsonDocument document =
        RawBsonDocument.parse(Sides.follow("a", "b").toBsonDocument().toJson());
    byte[] bytes = new byte[document.getByteBuffer().remaining()];
    document.getByteBuffer().asNIO().get(bytes);
    return new DeadLetter(
        letter.capability(), letter.time(), letter.position(), letter.cause(), bytes, null);
  }

  @Test
  void run_givesTheFloorThatWasNotedBeforeTheFirstRead() {
    sides.insertFollows(1);
    long before = Instant.now().getEpochSecond();

    run(config);

    SourceVersion version = table().get("u00000", "u00001").orElseThrow().version();
    assertThat(version.seconds()).isBetween(before - 2, Instant.now().getEpochSecond() + 1);
    sides.follows().insertOne(Sides.follow("x", "y"));
    assertThat(version).isLessThan(ChangePosition.now(sides.mongo(), "follows"));
  }

  @Test
  void run_takesTheSwitchPositionAsFloorWhileServerlessOwns() {
    String switched = "1700000000.0000000007.00000";
    control.create(Capability.inLegacy("relationships"));
    control.replace(
        Capability.inLegacy("relationships").ownedByServerless(switched),
        new AuditEntry("relationships", 2, Instant.now(), "t", "c", "r"));
    sides.follows().insertOne(Sides.follow("old", "edge"));
    String own = "1700000009.0000000001.00000";
    Document tag = new Document("v", own).append("origin", "serverless");
    sides.follows().insertOne(Sides.follow("new", "edge").append("_banyan", tag));
    Document deleted = new Document("v", own).append("deleted", true);
    sides.follows().insertOne(Sides.follow("going", "edge").append("_banyan", deleted));

    BackfillResult result = run(config);

    assertThat(table().get("old", "edge").orElseThrow().version()).hasToString(switched);
    assertThat(table().get("new", "edge").orElseThrow().version()).hasToString(own);
    assertThat(table().get("going", "edge")).isEmpty();
    assertThat(result.documents()).isEqualTo(3);
  }

  /** Events and backfill race; whoever comes last, the highest version is there in the end. */
  @Test
  void run_neverGoesOverLiveWritesNorResurrectsDeletes() throws Exception {
    sides.insertFollows(300);
    List<Document> before = sides.follows().find().into(new ArrayList<>());
    Random random = new Random(42);
    Collections.shuffle(before, random);
    Map<String, Boolean> live = new ConcurrentHashMap<>();
    before.forEach(document -> live.put(document.getString("_id"), true));
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(
            () -> before.subList(0, 200).forEach(document -> liveWrite(document, random, live)));

    try (CapabilityBackfill slow = of(CapabilityPhase.relationships())) {
      BackfillResult result =
          slow.run(
              (job, throttle) -> {
                throttle.set(false, 600);
                return progress -> {};
              });
      assertThat(result.ending()).isEqualTo(Ending.COMPLETED);
    }
    writer.get(60, TimeUnit.SECONDS);

    live.forEach(
        (id, isLive) -> {
          String[] key = id.split(":");
          assertThat(table().get(key[0], key[1]).filter(item -> item.isLive()).isPresent())
              .as(id)
              .isEqualTo(isLive);
        });
    assertThat(live.values()).contains(true, false);
  }

  /** Legacy's change, and the event of it right after, as the relay and the function would do. */
  private static void liveWrite(Document document, Random random, Map<String, Boolean> live) {
    String id = document.getString("_id");
    String follower = document.getString("follower");
    String followee = document.getString("followee");
    boolean delete = random.nextInt(3) > 0;
    if (delete) {
      sides.follows().deleteOne(new Document("_id", id));
    } else {
      sides.follows().replaceOne(new Document("_id", id), document);
    }
    live.put(id, !delete);
    SourceVersion version = ChangePosition.now(sides.mongo(), "follows");
    if (delete) {
      table().delete(follower, followee, version, Origin.LEGACY);
    } else {
      table().put(new Follow(follower, followee, Instant.EPOCH), version, Origin.LEGACY);
    }
  }
}
