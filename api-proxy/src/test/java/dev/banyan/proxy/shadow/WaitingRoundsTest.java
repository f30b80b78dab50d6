package dev.banyan.proxy.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.control.Side;
import dev.banyan.proxy.upstream.Target;
import dev.banyan.proxy.upstream.Upstream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WaitingRoundsTest {

  /** Of a round, which keeps its answer twice. */
  private static final int BYTES = 20;

  private static final Target SIDE = Target.of(Upstream.of(Side.SERVERLESS, "http://127.0.0.1:1"));

  private final Copies copies = new Copies();
  private final List<Round> dropped = new ArrayList<>();
  private long now;
  private final WaitingRounds waiting = rounds(3, 1_000);

  private WaitingRounds rounds(int most, long mostBytes) {
    return new WaitingRounds(most, mostBytes, Duration.ofSeconds(1), () -> now, dropped::add);
  }

  private Round first() {
    return Round.first(copies.of(SIDE, BYTES / 2), Round.Ask.SERVERLESS);
  }

  private Round again() {
    Round first = first();
    return first.next(List.of(), first.legacy());
  }

  @Test
  void firstLooks_comeInTheirOrderAndNoMoreThanFit() throws Exception {
    Round one = first();
    Round two = first();
    assertThat(waiting.first(one)).isTrue();
    assertThat(waiting.first(two)).isTrue();
    assertThat(waiting.hasRoom()).isTrue();
    assertThat(waiting.first(first())).isTrue();
    assertThat(waiting.hasRoom()).isFalse();
    assertThat(waiting.first(first())).isFalse();

    assertThat(waiting.take()).isSameAs(one);
    assertThat(waiting.hasRoom()).isTrue();
    assertThat(waiting.take()).isSameAs(two);
    assertThat(dropped).isEmpty();
  }

  /** Left out if there is no room for it, a difference would be none. */
  @Test
  void secondLook_hasItsPlaceAndGoesFirst() throws Exception {
    Round again = again();
    for (int i = 0; i < 3; i++) {
      assertThat(waiting.first(first())).isTrue();
    }
    assertThat(waiting.settles(again)).isTrue();
    waiting.due(again);

    assertThat(waiting.take()).isSameAs(again);
    assertThat(dropped).isEmpty();
  }

  @Test
  void secondLooks_areBoundedUntilTheyAreTaken() throws Exception {
    Round due = again();
    assertThat(waiting.settles(due)).isTrue();
    assertThat(waiting.settles(again())).isTrue();
    waiting.due(due);
    assertThat(waiting.settles(again())).isTrue();
    assertThat(waiting.settles(again())).isFalse();

    assertThat(waiting.take()).isSameAs(due);
    assertThat(waiting.settles(again())).isTrue();
  }

  @Test
  void firstLooks_makeRoomForTheBytesOfASecond() throws Exception {
    WaitingRounds few = rounds(10, 2 * BYTES);
    Round oldest = first();
    Round newest = first();
    Round again = again();
    assertThat(few.first(oldest)).isTrue();
    assertThat(few.first(newest)).isTrue();
    assertThat(few.hasRoom()).isFalse();
    assertThat(few.first(first())).isFalse();

    assertThat(few.settles(again)).isTrue();
    assertThat(dropped).containsExactly(oldest);
    assertThat(few.take()).isSameAs(newest);
    assertThat(few.settles(again())).isTrue();
    assertThat(few.settles(again())).isFalse();
    few.due(again);
    assertThat(few.take()).isSameAs(again);
    assertThat(few.settles(again())).isTrue();
  }

  /** By then a difference says little, and costs a second look. */
  @Test
  void firstLookThatHasWaitedForTooLong_isDropped() throws Exception {
    WaitingRounds few = rounds(10, 3 * BYTES);
    Round late = first();
    Round inTime = first();
    assertThat(few.first(late)).isTrue();
    now = 1;
    assertThat(few.first(inTime)).isTrue();
    now = 1_000_000_001;

    assertThat(few.take()).isSameAs(inTime);
    assertThat(dropped).containsExactly(late);
    for (int i = 0; i < 3; i++) {
      assertThat(few.first(first())).isTrue();
    }
  }

  @Test
  void whoWaits_isToldOfAFirstLookAndOfASecond() throws Exception {
    assertThat(taken(() -> waiting.first(first()))).isNotNull();
    Round again = again();
    assertThat(waiting.settles(again)).isTrue();
    assertThat(taken(() -> waiting.due(again))).isSameAs(again);
  }

  private Round taken(Runnable what) throws Exception {
    CompletableFuture<Round> taken = new CompletableFuture<>();
    Thread taker =
        new Thread(
            () -> {
              try {
                taken.complete(waiting.take());
              } catch (InterruptedException e) {
                taken.completeExceptionally(e);
              }
            });
    taker.setDaemon(true);
    taker.start();
    while (taker.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    what.run();
    return taken.get(10, TimeUnit.SECONDS);
  }
}
