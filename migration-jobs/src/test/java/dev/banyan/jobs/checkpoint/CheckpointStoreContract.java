package dev.banyan.jobs.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banyan.jobs.JobException;
import dev.banyan.jobs.range.IdRange;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDecimal128;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonMaxKey;
import org.bson.BsonMinKey;
import org.bson.BsonNull;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every checkpoint store must do. */
abstract class CheckpointStoreContract {

  private static final JobRecord JOB =
      new JobRecord(
          "backfill-x", "print", "floor", Instant.parse("2026-11-21T00:00:00.123Z"), 7, null);
  private static final RangeCheckpoint FIRST =
      RangeCheckpoint.untouched(0, new IdRange(new BsonString("a"), new BsonString("m")));
  private static final RangeCheckpoint SECOND =
      RangeCheckpoint.untouched(1, new IdRange(new BsonString("m"), null));

  abstract CheckpointStore store();

  @Test
  void find_nothingBeforeAJobWasBegun() {
    CheckpointStore store = store();

    assertThat(store.find("backfill-x")).isEmpty();
    assertThat(store.ranges("backfill-x")).isEmpty();
  }

  @Test
  void begin_keepsJobAndRanges() {
    CheckpointStore store = store();

    store.begin(JOB, List.of(FIRST, SECOND));

    assertThat(store.find("backfill-x")).contains(JOB);
    assertThat(store.ranges("backfill-x")).containsExactly(FIRST, SECOND);
  }

  @Test
  void begin_forgetsWhatWasThere() {
    CheckpointStore store = store();
    store.begin(JOB, List.of(FIRST, SECOND));
    store.finish(JOB.finished(Instant.EPOCH));

    store.begin(JOB, List.of(SECOND));

    assertThat(store.ranges("backfill-x")).containsExactly(SECOND);
    assertThat(store.find("backfill-x")).contains(JOB);
  }

  @Test
  void save_replacesOneRange() {
    CheckpointStore store = store();
    store.begin(JOB, List.of(FIRST, SECOND));
    RangeCheckpoint moved = FIRST.advanced(new BsonString("c"), Counts.of(3, 2, 1));

    store.save("backfill-x", moved);

    assertThat(store.ranges("backfill-x")).containsExactly(moved, SECOND);
    assertThat(store.ranges("backfill-x").get(0).counts().documents()).isEqualTo(6);
  }

  @Test
  void finish_isRemembered() {
    CheckpointStore store = store();
    store.begin(JOB, List.of());

    store.finish(JOB.finished(Instant.EPOCH));

    assertThat(store.find("backfill-x")).contains(JOB.finished(Instant.EPOCH));
  }

  @Test
  void claim_isForOneAtATime() {
    CheckpointStore store = store();
    try (CheckpointStore.Claim claim = store.claim("backfill-x")) {
      assertThatThrownBy(() -> store.claim("backfill-x"))
          .isInstanceOf(JobException.class)
          .hasMessageContaining("backfill-x");
      store.claim("backfill-y").close();
    }
    store.claim("backfill-x").close();
  }

  @Test
  void save_fromManyThreads_losesNothing() {
    CheckpointStore store = store();
    List<RangeCheckpoint> ranges =
        IntStream.range(0, 8)
            .mapToObj(n -> RangeCheckpoint.untouched(n, new IdRange(new BsonInt32(n), null)))
            .toList();
    store.begin(JOB, ranges);

    ranges.parallelStream()
        .forEach(
            range -> {
              for (int i = 0; i < 20; i++) {
                store.save("backfill-x", range.advanced(new BsonInt32(i), Counts.of(i, 0, 0)));
              }
            });

    assertThat(store.ranges("backfill-x"))
        .hasSize(8)
        .allSatisfy(range -> assertThat(range.after()).isEqualTo(new BsonInt32(19)));
  }

  static Stream<BsonValue> ids() {
    return Stream.of(
        new BsonString("ü\n\"x"),
        new BsonObjectId(new ObjectId()),
        new BsonInt32(1),
        new BsonInt64(1),
        new BsonDouble(1),
        new BsonDouble(Double.NaN),
        new BsonDecimal128(Decimal128.parse("1.00")),
        new BsonBinary((byte) 4, new byte[16]),
        new BsonDateTime(-1),
        new BsonTimestamp(1, 2),
        BsonBoolean.TRUE,
        BsonNull.VALUE,
        new BsonMinKey(),
        new BsonMaxKey(),
        new BsonDocument("b", new BsonInt32(1)).append("a", new BsonNull()));
  }

  @ParameterizedTest
  @MethodSource("ids")
  void save_keepsTheTypeOfAnId(BsonValue id) {
    CheckpointStore store = store();
    RangeCheckpoint checkpoint =
        RangeCheckpoint.untouched(0, new IdRange(id, id)).advanced(id, Counts.NONE).done();

    store.begin(JOB, List.of(checkpoint));

    assertThat(store.ranges("backfill-x")).containsExactly(checkpoint);
  }
}
