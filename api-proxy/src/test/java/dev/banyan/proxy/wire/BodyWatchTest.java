package dev.banyan.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BodyWatchTest {

  private static final Refusal WHY = Refusal.bad("no");

  private final List<String> told = new ArrayList<>();
  private final BodyWatch watch = new BodyWatch();

  @Test
  void bodyBeingRead_isTold() {
    assertThat(watch.take(why -> told.add("one"), 1, true)).isTrue();

    assertThat(watch.tell(WHY, 1)).isTrue();
    assertThat(told).containsExactly("one");
  }

  @Test
  void bodyOfALaterRequest_isNotToldToTheOneBefore_andWaitsForItsOwn() {
    assertThat(watch.take(why -> told.add("one"), 2, true)).isFalse();

    assertThat(watch.tell(WHY, 2)).isTrue();
    assertThat(told).isEmpty();
    assertThat(watch.take(why -> told.add("two"), 2, true)).isTrue();
  }

  @Test
  void bodyThatBeginsBehindAWatchedOne_takesItsWatcherAway() {
    watch.take(why -> told.add("one"), 1, true);

    watch.begun(2);

    assertThat(watch.tell(WHY, 2)).isTrue();
    assertThat(told).isEmpty();
  }

  @Test
  void nobodyToTell_isSaid() {
    assertThat(watch.tell(WHY, 0)).isFalse();
  }
}
