package dev.banyan.jobs.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banyan.control.AuditEntry;
import dev.banyan.control.Capability;
import dev.banyan.control.Evidence;
import dev.banyan.control.InMemoryControlStore;
import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.Await;
import dev.banyan.jobs.JobException;
import dev.banyan.jobs.Sides;
import dev.banyan.jobs.backfill.BackfillResult.Ending;
import dev.banyan.jobs.checkpoint.CheckpointStore;
import dev.banyan.jobs.checkpoint.FileCheckpointStore;
import dev.banyan.jobs.checkpoint.InMemoryCheckpointStore;
import dev.banyan.jobs.checkpoint.JobRecord;
import dev.banyan.jobs.checkpoint.RangeCheckpoint;
import dev.banyan.jobs.mapping.CollectionMapping;
import dev.banyan.jobs.mapping.FollowsToRelationships;
import dev.banyan.jobs.range.ChangePosition;
import dev.banyan.relationships.Follow;
import dev.banyan.relationships.Origin;
import dev.banyan.relationships.RelationshipTable;
import dev.banyan.stream.DeadLetter;
import dev.banyan.stream.DeadLetterTable;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.bson.BsonUndefined;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BackfillJobIT {

  private static Sides sides;

  @TempDir Path state;
  private final InMemoryControlStore control = new InMemoryControlStore();
  private final List<BackfillProgress> progress = Collections.synchronizedList(new ArrayList<>());
  private final BackfillConfig config =
      BackfillConfig.DEFAULT.withDocumentsPerRange(300).withCheckpointEvery(Duration.ZERO);

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

  @Test
  void run_copiesEveryDocument() {
    sides.insertFollows(1_234);

    BackfillResult result = run(config, new InMemoryCheckpointStore());

    assertThat(result.ending()).isEqualTo(Ending.COMPLETED);
    assertThat(result.documents()).isEqualTo(1_234);
    assertThat(result.written()).isEqualTo(1_234);
    assertThat(items("relationships")).isEqualTo(1_234);
    assertThat(table().get("u00007", "u00009").orElseThrow().createdAt())
        .isEqualTo(Instant.parse("2026-01-02T03:04:05.006Z"));
    assertThat(progress.get(progress.size() - 1).documents()).isEqualTo(1_234);
    assertThat(progress.get(progress.size() - 1).total()).isEqualTo(1_234);
  }

  @Test
  void run_saysThatItWasDone_andBeginsAnewWhenAskedTo() {
    sides.insertFollows(50);
    InMemoryCheckpointStore checkpoints = new InMemoryCheckpointStore();
    run(config, checkpoints);
    sides.follows().insertOne(Sides.follow("late", "follower"));

    assertThat(run(config, checkpoints).ending()).isEqualTo(Ending.ALREADY_COMPLETED);
    assertThat(table().get("late", "follower")).isEmpty();

    BackfillResult again = run(config.withRestart(true), checkpoints);
    assertThat(again.ending()).isEqualTo(Ending.COMPLETED);
    assertThat(again.alreadyNewer()).isEqualTo(50);
    assertThat(again.written()).isEqualTo(1);
  }

  /** A kill between a write and its checkpoint, at each of the first saves in turn. */
  @Test
  void run_goesOnAfterACrashBetweenWriteAndCheckpoint() {
    sides.insertFollows(1_000);
    CheckpointStore files = new FileCheckpointStore(state);
    int crashes = 0;
    BackfillResult result = null;
    while (result == null && crashes < 40) {
      int saves = crashes;
      try {
        result = run(config.withDocumentsPerRange(80), new CrashingCheckpoints(files, saves));
      } catch (JobException e) {
        assertThat(e).hasMessageContaining("crash");
        crashes++;
      }
    }

    assertThat(crashes).isGreaterThan(3);
    assertThat(result).isNotNull();
    assertThat(result.ending()).isEqualTo(Ending.COMPLETED);
    assertThat(result.documents()).isEqualTo(1_000);
    assertThat(items("relationships")).isEqualTo(1_000);
    assertThat(result.alreadyNewer()).as("what a crash made it do twice").isPositive();
  }

  @Test
  void run_neverMovesACheckpointOverABatchThatFailed() {
    sides.insertFollows(1_000);
    CheckpointStore files = new FileCheckpointStore(state);
    CapabilityBackfill failing =
        new CapabilityBackfill(
            "relationships",
            List.of(
                new BackfillPhase<>(
                    "relationships",
                    new FollowsToRelationships(),
                    rows -> {
                      if (rows.stream().anyMatch(row -> row.value().follower().equals("u00050"))) {
                        throw new JobException("this batch is lost");
                      }
                      return Versions.insert(rows, table()::insertIfAbsent);
                    })));

    try (BackfillJob job = job(config.withDocumentsPerRange(1_000), files, failing)) {
      assertThatThrownBy(() -> job.run(progress::add)).hasMessageContaining("this batch is lost");
    }
    long durable = files.ranges("backfill-relationships").get(0).counts().documents();
    assertThat(durable).isBetween(1L, 500L);

    assertThat(run(config, files).ending()).isEqualTo(Ending.COMPLETED);
    assertThat(items("relationships")).isEqualTo(1_000);
  }

  @Test
  void close_stopsTheRun_whichGoesOnLater() throws Exception {
    sides.insertFollows(2_000);
    CheckpointStore checkpoints = new FileCheckpointStore(state);
    BackfillResult first;
    try (BackfillJob job = job(config.withMaxInFlight(1), checkpoints, slowTable(20))) {
      Thread closer =
          new Thread(
              () -> {
                Await.until(() -> items("relationships") > 100);
                job.close();
              });
      closer.start();
      first = job.run(progress::add);
      closer.join(10_000);
    }
    assertThat(first.ending()).isEqualTo(Ending.STOPPED);
    assertThat(first.documents()).isBetween(100L, 1_999L);
    assertThat(control.evidence("relationships", Evidence.Kind.BACKFILL)).isEmpty();

    BackfillResult second = run(config, checkpoints);
    assertThat(second.ending()).isEqualTo(Ending.COMPLETED);
    assertThat(second.documents()).isEqualTo(2_000);
    assertThat(second.alreadyNewer()).as("nothing is done twice after a stop").isZero();
    assertThat(items("relationships")).isEqualTo(2_000);
  }

  @Test
  void run_stopsWhenItsThreadIsInterrupted() {
    sides.insertFollows(1_000);
    Thread caller = Thread.currentThread();
    try (BackfillJob job =
        job(config.withMaxInFlight(1), new InMemoryCheckpointStore(), slowTable(20))) {
      new Thread(
              () -> {
                Await.until(() -> items("relationships") > 50);
                caller.interrupt();
              })
          .start();

      assertThat(job.run(progress::add).ending()).isEqualTo(Ending.STOPPED);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void run_setsAsideWhatCannotBeMapped() {
    sides.insertFollows(30);
    sides.follows().insertOne(Sides.follow("a", "b").append("createdAt", "yesterday"));
    Document lacking = Sides.follow("c", "d");
    lacking.remove("followee");
    sides.follows().insertOne(lacking);
    sides.follows().insertOne(Sides.follow("e", "f").append("_id", "e:somebody-else"));
    sides.follows().insertOne(Sides.follow("g", "h").append("createdAt", new BsonUndefined()));
    sides.follows().insertOne(Sides.follow("i", "j").append("_id", 17));

    BackfillResult result = run(config, new InMemoryCheckpointStore());

    assertThat(result.deadLetters()).isEqualTo(5);
    assertThat(result.documents()).isEqualTo(35);
    assertThat(items("relationships")).isEqualTo(30);
    List<DeadLetter> letters = new DeadLetterTable(sides.dynamoDb()).list("relationships", null, 9);
    assertThat(letters)
        .extracting(DeadLetter::position)
        .containsExactlyInAnyOrder(
            "follows/a:b",
            "follows/c:d",
            "follows/e:somebody-else",
            "follows/g:h",
            "follows/BsonInt32{value=17}");
    assertThat(letters)
        .filteredOn(letter -> letter.position().equals("follows/a:b"))
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.cause()).contains("createdAt must be of type DATE_TIME");
              assertThat(new RawBsonDocument(letter.payload()).getString("createdAt").getValue())
                  .isEqualTo("yesterday");
            });
    assertThat(control.evidence("relationships", Evidence.Kind.BACKFILL).orElseThrow())
        .satisfies(
            evidence -> {
              assertThat(evidence.good()).isFalse();
              assertThat(evidence.facts()).containsEntry("deadLetters", 5L);
            });
  }

  @Test
  void run_storesEvidenceForADay() {
    sides.insertFollows(3);

    run(config, new InMemoryCheckpointStore());

    Evidence evidence = control.evidence("relationships", Evidence.Kind.BACKFILL).orElseThrow();
    assertThat(evidence.good()).isTrue();
    assertThat(evidence.facts()).containsEntry("written", 3L);
    assertThat(Duration.between(evidence.at(), evidence.expiresAt())).isEqualTo(Duration.ofDays(1));
  }

  @Test
  void run_refusesToGoOnWithAnotherMapping() {
    sides.insertFollows(600);
    CheckpointStore checkpoints = new InMemoryCheckpointStore();
    assertThatThrownBy(() -> run(config, new CrashingCheckpoints(checkpoints, 1)))
        .isInstanceOf(JobException.class);
    CollectionMapping<Follow> changed = new ChangedMapping();
    CapabilityBackfill next =
        new CapabilityBackfill(
            "relationships",
            List.of(
                new BackfillPhase<>(
                    "relationships",
                    changed,
                    rows -> Versions.insert(rows, table()::insertIfAbsent))));

    try (BackfillJob job = job(config, checkpoints, next)) {
      assertThatThrownBy(() -> job.run(progress::add))
          .isInstanceOf(JobException.class)
          .hasMessageContaining("follows-relationships-1")
          .hasMessageContaining("follows-relationships-2")
          .hasMessageContaining("--restart");
    }
  }

  @Test
  void run_givesTheFloorThatWasNotedBeforeTheFirstRead() {
    sides.insertFollows(1);
    long before = Instant.now().getEpochSecond();

    run(config, new InMemoryCheckpointStore());

    SourceVersion version = table().get("u00000", "u00001").orElseThrow().version();
    assertThat(version.seconds()).isBetween(before - 2, Instant.now().getEpochSecond() + 1);
    sides.follows().insertOne(Sides.follow("x", "y"));
    SourceVersion later = ChangePosition.now(sides.mongo(), "follows");
    assertThat(version).isLessThan(later);
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
    sides
        .follows()
        .insertOne(
            Sides.follow("new", "edge")
                .append("_banyan", new Document("v", own).append("origin", "serverless")));
    sides
        .follows()
        .insertOne(
            Sides.follow("going", "edge")
                .append("_banyan", new Document("v", own).append("deleted", true)));

    BackfillResult result = run(config, new InMemoryCheckpointStore());

    assertThat(table().get("old", "edge").orElseThrow().version()).hasToString(switched);
    assertThat(table().get("new", "edge").orElseThrow().version()).hasToString(own);
    assertThat(table().get("going", "edge")).isEmpty();
    assertThat(result.documents()).isEqualTo(3);
  }

  /** Events and backfill race; whoever comes last, the highest version is there in the end. */
  @Test
  void run_neverGoesOverLiveWritesNorResurrectsDeletes() throws Exception {
    int documents = 600;
    sides.insertFollows(documents);
    List<Document> before = sides.follows().find().into(new ArrayList<>());
    Random random = new Random(42);
    Collections.shuffle(before, random);
    Map<String, Boolean> live = new ConcurrentHashMap<>();
    before.forEach(document -> live.put(document.getString("_id"), true));
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread writer =
        new Thread(
            () -> {
              try {
                int n = 0;
                for (Document document : before.subList(0, 400)) {
                  liveWrite(document, random, live, ++n);
                }
              } catch (Throwable e) {
                failure.set(e);
              }
            });

    writer.start();
    try (BackfillJob job =
        job(config.withMaxInFlight(2), new InMemoryCheckpointStore(), slowTable(3))) {
      assertThat(job.run(progress::add).ending()).isEqualTo(Ending.COMPLETED);
    }
    writer.join(60_000);

    assertThat(failure.get()).isNull();
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
  private static void liveWrite(
      Document document, Random random, Map<String, Boolean> live, int n) {
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

  private BackfillResult run(BackfillConfig with, CheckpointStore checkpoints) {
    try (BackfillJob job = job(with, checkpoints, CapabilityBackfill.relationships(table()))) {
      return job.run(progress::add);
    }
  }

  private BackfillJob job(
      BackfillConfig with, CheckpointStore checkpoints, CapabilityBackfill what) {
    return new BackfillJob(
        what,
        sides.mongo(),
        new JobStores(checkpoints, control, new DeadLetterTable(sides.dynamoDb())::put),
        with,
        Clock.systemUTC());
  }

  /** The table, some milliseconds later. */
  private static CapabilityBackfill slowTable(int millis) {
    return new CapabilityBackfill(
        "relationships",
        List.of(
            new BackfillPhase<>(
                "relationships",
                new FollowsToRelationships(),
                rows -> {
                  LockSupport.parkNanos(millis * 1_000_000L);
                  return Versions.insert(rows, table()::insertIfAbsent);
                })));
  }

  private static RelationshipTable table() {
    return new RelationshipTable(sides.dynamoDb(), Clock.systemUTC());
  }

  private static long items(String table) {
    return sides.dynamoDb().scanPaginator(s -> s.tableName(table)).items().stream().count();
  }

  /** Reads the same and says that it does not. */
  private static final class ChangedMapping implements CollectionMapping<Follow> {
    private final FollowsToRelationships former = new FollowsToRelationships();

    @Override
    public String collection() {
      return former.collection();
    }

    @Override
    public String ownedBy() {
      return former.ownedBy();
    }

    @Override
    public String fingerprint() {
      return "follows-relationships-2";
    }

    @Override
    public Follow read(RawBsonDocument document) {
      return former.read(document);
    }
  }

  /** Lets some saves pass, then fails all: as good as a kill, for what is stored. */
  private static final class CrashingCheckpoints implements CheckpointStore {

    private final CheckpointStore store;
    private final AtomicInteger left;

    CrashingCheckpoints(CheckpointStore store, int saves) {
      this.store = store;
      this.left = new AtomicInteger(saves);
    }

    @Override
    public Claim claim(String job) {
      return store.claim(job);
    }

    @Override
    public Optional<JobRecord> find(String job) {
      return store.find(job);
    }

    @Override
    public void begin(JobRecord job, List<RangeCheckpoint> ranges) {
      store.begin(job, ranges);
    }

    @Override
    public List<RangeCheckpoint> ranges(String job) {
      return store.ranges(job);
    }

    @Override
    public void save(String job, RangeCheckpoint checkpoint) {
      if (left.getAndDecrement() <= 0) {
        throw new JobException("crash before a checkpoint");
      }
      store.save(job, checkpoint);
    }

    @Override
    public void finish(JobRecord job) {
      store.finish(job);
    }
  }
}
