package dev.banyan.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/** What may wait, and who goes when it is too much. */
class MemoryShareTest {

  private static final int PIECE = 64 * 1024;

  private final LongAdder counted = new LongAdder();
  private final MemoryShare memory = new MemoryShare(8 * PIECE, counted);
  private final List<String> cut = new ArrayList<>();

  private Backlog backlog(String name) {
    return new Backlog(memory, () -> cut.add(name));
  }

  private static Promise<Void> write(Backlog to) {
    Promise<Void> written = Promise.promise();
    to.add(written.future(), PIECE);
    return written;
  }

  @Test
  void backlog_isFullAt128KilobytesAndCallsBackOnceItIsNot() {
    Backlog backlog = backlog("a");
    List<String> called = new ArrayList<>();
    Promise<Void> first = write(backlog);
    assertThat(backlog.isFull()).isFalse();
    write(backlog);
    assertThat(backlog.isFull()).isTrue();
    backlog.whenDrained(() -> called.add("drained"));
    assertThat(called).isEmpty();

    first.complete();

    assertThat(called).containsExactly("drained");
    assertThat(backlog.isFull()).isFalse();
  }

  @Test
  void whatIsWrittenAtOnce_doesNotWait() {
    Backlog backlog = backlog("a");
    for (int i = 0; i < 100; i++) {
      backlog.add(io.vertx.core.Future.succeededFuture(), PIECE);
    }
    assertThat(backlog.isFull()).isFalse();
    assertThat(memory.take(8 * PIECE)).isTrue();
  }

  @Test
  void moreThanThereCanBe_cutsOffNobody() {
    Backlog standing = backlog("standing");
    write(standing);
    write(standing);

    assertThat(memory.canHold(8 * PIECE)).isTrue();
    assertThat(memory.canHold(8 * PIECE + 1)).isFalse();
    assertThat(memory.take(8 * PIECE + 1)).isFalse();
    assertThat(cut).isEmpty();

    assertThat(memory.take(8 * PIECE)).isTrue();
    assertThat(cut).containsExactly("standing");
  }

  /** Not the one that comes, and not one that goes on. */
  @Test
  void tooMuch_cutsOffWhoHasStoodStillForLongest() {
    Backlog goesOn = backlog("goes on");
    write(goesOn);
    Promise<Void> second = write(goesOn);
    Backlog longest = backlog("longest");
    write(longest);
    write(longest);
    Backlog later = backlog("later");
    write(later);
    write(later);
    second.complete();
    assertThat(cut).isEmpty();

    Backlog newcomer = backlog("newcomer");
    for (int i = 0; i < 4; i++) {
      write(newcomer);
    }

    assertThat(cut).containsExactly("longest");
    assertThat(counted.sum()).isEqualTo(1);
  }

  @Test
  void bytes_areGivenBackOnceHoweverTheirStreamEnds() {
    List<Promise<Void>> failing = new ArrayList<>();
    Backlog fails = backlog("fails");
    for (int i = 0; i < 4; i++) {
      failing.add(write(fails));
    }
    failing.forEach(each -> each.fail("closed"));
    assertThat(memory.take(8 * PIECE)).isTrue();
    memory.give(8 * PIECE);

    List<Promise<Void>> cutOff = new ArrayList<>();
    Backlog slow = backlog("slow");
    for (int i = 0; i < 9; i++) {
      cutOff.add(write(slow));
    }
    assertThat(cut).containsExactly("slow");
    cutOff.forEach(each -> each.fail("closed"));
    assertThat(memory.take(8 * PIECE)).isTrue();
    assertThat(memory.take(1)).as("no more than there is").isFalse();
  }

  @Test
  void whoWantsMore_isGivenWhatOthersStoodOn() {
    Backlog slow = backlog("slow");
    for (int i = 0; i < 6; i++) {
      write(slow);
    }

    assertThat(memory.take(4 * PIECE)).isTrue();
    assertThat(cut).containsExactly("slow");
  }
}
