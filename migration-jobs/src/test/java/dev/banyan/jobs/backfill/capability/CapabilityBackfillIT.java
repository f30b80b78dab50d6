package dev.banyan.jobs.backfill.capability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banyan.control.Evidence;
import dev.banyan.jobs.Await;
import dev.banyan.jobs.JobException;
import dev.banyan.jobs.Sides;
import dev.banyan.jobs.backfill.BackfillResult;
import dev.banyan.jobs.backfill.BackfillResult.Ending;
import dev.banyan.jobs.mapping.FollowsToRelationships;
import dev.banyan.stream.Backoff;
import dev.banyan.stream.DeadLetter;
import dev.banyan.stream.DeadLetterTable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.BsonUndefined;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.Test;

final class CapabilityBackfillIT extends EmbeddedSides {

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
}
