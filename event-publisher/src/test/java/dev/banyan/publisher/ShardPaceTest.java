package dev.banyan.publisher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pace of a saturated shard, in virtual time. */
final class ShardPaceTest {

  private static final long SECOND = 1_000_000_000L;
  private static final long MILLI = 1_000_000L;
  private static final double MIB = 1 << 20;
  private static final int BACKLOG = 3_000_000;

  private final Random random = new Random(5);
  private final StrictShard shard = new StrictShard();
  private final Counters counters = new Counters();
  private long now;
  private long backlog;
  private int added;
  private PublisherCore core = core(PublisherConfig.forStream("s"));

  private PublisherCore core(PublisherConfig config) {
    Settlement settlement =
        new Settlement(
            counters,
            new Semaphore(0),
            new Backoff(config.times().firstRetry(), config.times().lastRetry(), random));
    StreamBreaker breaker = new StreamBreaker("s", BreakerSettings.DEFAULT, () -> now);
    return new PublisherCore(config, settlement, breaker, OrderingRules.REAL, now);
  }

  private void listed() {
    core.wantsShards(now);
    core.shards(Optional.of(new ShardMap(Collections.nCopies(16, "one"))), now);
  }

  /**
   * @param perRecord bytes of events; those of 200 bytes lose 10 each to the format
   * @param least share of 1 MiB that carries event bytes
   */
  @ParameterizedTest
  @CsvSource({"200,0.90", "488,0.93", "2000,0.93"})
  void aSaturatedShard_isNeverRefused_andCarriesEvents(int perRecord, double least) {
    listed();

    run(60, perRecord);

    assertThat(shard.refused()).isZero();
    assertThat(utilisation(60)).isGreaterThan(least);
  }

  @Test
  void eventsAlmostAsLargeAsTheSecond_areNeverRefused() {
    listed();

    run(60, 700_000);

    assertThat(shard.refused()).isZero();
    assertThat(utilisation(60)).isGreaterThan(0.6);
  }

  @Test
  void manySmallRecords_areNeverRefused() {
    PublisherConfig usual = PublisherConfig.forStream("s");
    core =
        core(
            usual.withTimes(
                usual.times().queueWait(),
                Duration.ZERO,
                usual.times().request(),
                usual.times().firstRetry(),
                usual.times().lastRetry()));
    listed();
    long end = 20 * SECOND;
    while (now < end) {
      if (core.oldest(now).isEmpty()) {
        oneIntoEachBucket();
      }
      step(0);
      now += MILLI / 4;
    }

    assertThat(shard.refused()).isZero();
    assertThat(snapshot().records() / 20.0).isGreaterThan(900);
  }

  private void oneIntoEachBucket() {
    for (int bucket = 0; bucket < 16; bucket++) {
      core.add(new PendingEvent(bucket, new byte[30], now, new CompletableFuture<>()));
    }
  }

  /** As on a machine that slept: what waited meanwhile does not come all at once. */
  @Test
  void afterALeapOfAnHour_publishingGoesOnAtItsPace() {
    listed();
    run(5, 488);
    long before = snapshot().eventBytes();
    now += 3_600 * SECOND;
    run(5, 488);

    assertThat(shard.refused()).isZero();
    assertThat((snapshot().eventBytes() - before) / MIB / 5).isBetween(0.9, 1.0);
  }

  @Test
  void whileShardsAreUnknown_andWhenTheyBecomeKnown_thePaceHolds() {
    run(1, 488); // before the list has come
    listed();
    run(2, 488);

    assertThat(shard.refused()).isZero();
    assertThat(core.lanes()).singleElement().extracting(Lane::shard).isEqualTo("one");
  }

  @Test
  void whileARequestIsInFlight_noLaneIsRebuilt_andNoneStartsAnother() {
    listed();
    oneIntoEachBucket();
    List<Request> first = core.due(now, new ArrayList<>());
    oneIntoEachBucket();
    now += 61 * SECOND / 10; // past the pace, before the patience
    core.shards(Optional.of(new ShardMap(Collections.nCopies(16, "two"))), now);

    assertThat(core.due(now, new ArrayList<>())).isEmpty();
    assertThat(core.lanes()).extracting(Lane::shard).containsExactly("one");

    core.answered(first.get(0), RecordAnswer.unanswered(first.get(0)), now);
    core.due(now, new ArrayList<>());
    assertThat(core.lanes()).extracting(Lane::shard).containsExactly("two");
  }

  @Test
  void withoutTheRightToListShards_answersTellThem() {
    core.wantsShards(now);
    core.shards(Optional.empty(), now);

    run(5, 488);

    assertThat(shard.refused()).isZero();
    assertThat(core.lanes()).singleElement().extracting(Lane::shard).isEqualTo("one");
  }

  private double utilisation(int seconds) {
    return snapshot().eventBytes() / MIB / seconds;
  }

  private PublisherMetrics snapshot() {
    return counters.snapshot(0, new PublisherLoop.Activity(null, 0, 0, true));
  }

  /** Always saturated; requests take 2 to 25 ms to arrive, threads are late, now and then a lot. */
  private void run(int seconds, int eventBytes) {
    long end = now + seconds * SECOND;
    while (now < end) {
      while (backlog < BACKLOG) {
        core.add(
            new PendingEvent(added++ % 16, new byte[eventBytes], now, new CompletableFuture<>()));
        backlog += eventBytes;
      }
      long before = snapshot().eventBytes();
      step(random.nextInt(23));
      backlog -= snapshot().eventBytes() - before;
      long late = random.nextInt(200) == 0 ? 150 : random.nextInt(8);
      now = Math.max(now, core.nextDue(now).orElse(now)) + late * MILLI;
    }
  }

  private void step(int wayMillis) {
    for (Request request : core.due(now, new ArrayList<>())) {
      now += (2 + wayMillis) * MILLI;
      List<RecordAnswer> answers = new ArrayList<>();
      for (SealedRecord record : request.records()) {
        answers.add(
            shard.admits(record.requestBytes(), now)
                ? new RecordAnswer.Stored("one", "1")
                : new RecordAnswer.Failed(RetryCause.THROTTLED));
      }
      now += 2 * MILLI;
      core.answered(request, answers, now).forEach(Runnable::run);
    }
  }

  @Test
  void tokens_ofARecordLargerThanTheBurst_arePaidBack() {
    TokenBucket bucket = new TokenBucket(1_000, 100, 0);
    assertThat(bucket.until(500, 0)).isZero(); // the burst is all there
    bucket.take(500);
    assertThat(bucket.until(100, 0)).isBetween(SECOND / 2 - 10, SECOND / 2 + 10);
    assertThat(bucket.available(SECOND / 4)).isNegative();
  }

  @Test
  void tokens_afterALeapOfTime_areTheBurst() {
    TokenBucket bucket = new TokenBucket(1_000, 100, Long.MAX_VALUE - 5);
    bucket.take(100);
    assertThat(bucket.available(Long.MIN_VALUE + 3_600 * SECOND)).isEqualTo(100);
  }

  @Test
  void window_givesBackWhatIsASecondOld_andALeapBackHoldsNothingUp() {
    SlidingWindow window = new SlidingWindow(1_000);
    window.take(900, 0);
    assertThat(window.left(SECOND)).isEqualTo(125);
    assertThat(window.until(500, SECOND)).isEqualTo(SlidingWindow.SPAN - SECOND);
    assertThat(window.left(SlidingWindow.SPAN)).isEqualTo(1_025);
    window.take(1_000, 7_200 * SECOND);
    assertThat(window.left(3_600 * SECOND)).isEqualTo(1_025);
  }

  @Test
  void shareOfShard_refusesNonsense() {
    assertThatThrownBy(() -> ShardPace.shareOfShard(0)).hasMessageContaining("share");
    assertThat(ShardPace.shareOfShard(0.5).bytesPerSecond()).isEqualTo(510_000);
  }
}
