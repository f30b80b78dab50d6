package dev.banyan.proxy.hold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.control.Capability;
import dev.banyan.control.Side;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

/** What waits at a gate, beyond what one switch of a rig would show. */
class WriteGateTest {

  private static final int MANY = 3 * WriteGate.AT_ONCE;

  private final List<Integer> gone = new ArrayList<>();
  private final List<Integer> refused = new ArrayList<>();

  private final class Numbered implements HeldWrite {

    private final int number;
    private final long memory;

    Numbered(int number, long memory) {
      this.number = number;
      this.memory = memory;
    }

    @Override
    public void proceed(Side owner) {
      gone.add(number);
    }

    @Override
    public long memory() {
      return memory;
    }

    @Override
    public void refuse() {
      refused.add(number);
    }
  }

  private static WriteGate held(Duration limit, int max, DataSize memory) {
    HoldConfig config = new HoldConfig(limit, max, Duration.ofSeconds(60), memory);
    WriteGate gate = new WriteGate("feed", config, acknowledged -> {});
    gate.follow(Capability.inLegacy("feed").held());
    return gate;
  }

  private Admission admit(WriteGate gate, int number) {
    return gate.admit(new Numbered(number, 10));
  }

  @Test
  void opened_letsThemGoAFewAtATimeInOrderAndNewOnesBehind() {
    WriteGate gate = held(Duration.ofHours(1), 10_000, DataSize.ofMegabytes(1));
    IntStream.range(0, MANY).forEach(i -> admit(gate, i));

    gate.follow(gate.capability().released());

    assertThat(gone).hasSize(WriteGate.AT_ONCE);
    assertThat(admit(gate, MANY)).isEqualTo(Admission.HELD);
    for (int i = 0; i < MANY; i++) {
      assertThat(gate.onTheirWay()).isLessThanOrEqualTo(WriteGate.AT_ONCE);
      gate.finished(Side.LEGACY);
    }
    assertThat(gone).isEqualTo(IntStream.rangeClosed(0, MANY).boxed().toList());
    assertThat(admit(gate, MANY + 1)).isEqualTo(Admission.TO_LEGACY);
  }

  @Test
  void ownerThatDoesNotAnswer_getsThemAllWhenTheLimitHasPassedOnceMore() {
    Duration limit = Duration.ofMillis(50);
    WriteGate gate = held(limit, 10_000, DataSize.ofMegabytes(1));
    IntStream.range(0, MANY).forEach(i -> admit(gate, i));
    gate.follow(gate.capability().released());
    long overdue = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() - overdue <= 0) {
      Thread.onSpinWait();
    }

    admit(gate, MANY);

    assertThat(gone).hasSize(MANY + 1);
  }

  @Test
  void beyondTheBounds_waitsUnreadAndInItsTurn() {
    WriteGate few = held(Duration.ofHours(1), 1, DataSize.ofMegabytes(1));
    assertThat(List.of(admit(few, 0), admit(few, 1)))
        .containsExactly(Admission.HELD, Admission.HELD_UNREAD);
    WriteGate small = held(Duration.ofHours(1), 100, DataSize.ofBytes(25));
    assertThat(List.of(admit(small, 2), admit(small, 3), admit(small, 4)))
        .containsExactly(Admission.HELD, Admission.HELD, Admission.HELD_UNREAD);
    assertThat(small.holdReport().unread()).isEqualTo(1);

    few.follow(few.capability().released());
    small.follow(small.capability().released());

    assertThat(gone).containsExactly(0, 1, 2, 3, 4);
    assertThat(refused).isEmpty();
  }

  @Test
  void withdrawn_givesItsMemoryBack() {
    WriteGate gate = held(Duration.ofHours(1), 100, DataSize.ofBytes(15));
    HeldWrite leaves = new Numbered(0, 10);
    gate.admit(leaves);

    assertThat(gate.withdraw(leaves)).isTrue();
    assertThat(gate.withdraw(leaves)).isFalse();

    assertThat(admit(gate, 1)).isEqualTo(Admission.HELD);
  }
}
