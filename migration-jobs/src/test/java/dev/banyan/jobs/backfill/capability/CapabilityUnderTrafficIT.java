package dev.banyan.jobs.backfill.capability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.control.AuditEntry;
import dev.banyan.control.Capability;
import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.Sides;
import dev.banyan.jobs.backfill.BackfillResult;
import dev.banyan.jobs.backfill.BackfillResult.Ending;
import dev.banyan.jobs.range.ChangePosition;
import dev.banyan.relationships.Follow;
import dev.banyan.relationships.Origin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** Versions: what comes by events at the same time is newer. */
final class CapabilityUnderTrafficIT extends EmbeddedSides {

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
