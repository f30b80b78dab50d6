package dev.banyan.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class ReadBatchTest {

  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final List<String> done = new ArrayList<>();
  private final ReadBatch batch = new ReadBatch(() -> done.add("end"));

  private void run() {
    for (Runnable next = tasks.poll(); next != null; next = tasks.poll()) {
      next.run();
    }
  }

  private void client(String name) {
    batch.ofClient(() -> done.add(name), tasks::add);
  }

  private void side(String name) {
    batch.ofSide(() -> done.add(name), tasks::add);
  }

  @Test
  void sides_areLookedAtBehindWhatClientsLeadTo() {
    side("answer");
    batch.ofClient(
        () -> {
          done.add("request");
          tasks.add(() -> done.add("sent"));
        },
        tasks::add);
    side("other answer");
    client("other request");
    assertThat(done).isEmpty();

    run();

    assertThat(done)
        .containsExactly("request", "other request", "sent", "answer", "other answer", "end");
  }

  @Test
  void many_areNotWaitedFor() {
    for (int i = 1; i < ReadBatch.MOST; i++) {
      side("answer");
    }
    assertThat(done).isEmpty();
    client("request");

    assertThat(done).hasSize(ReadBatch.MOST).startsWith("request", "answer").endsWith("answer");
  }

  @Test
  void whatComesBetween_isLookedAtToo() {
    client("request");
    tasks.remove().run();
    client("late request");
    side("late answer");

    run();

    assertThat(done).containsExactly("request", "late request", "late answer", "end");
    client("next");
    run();
    assertThat(done).endsWith("end", "next");
  }

  /** Or what was still to be sent would wait for as long as others have the processor. */
  @Test
  void turn_endsOnceBehindAllThatWasDone() {
    batch.ofSide(() -> tasks.add(() -> done.add("sent")), tasks::add);
    batch.read(tasks::add);
    side("answer");

    run();

    assertThat(done).containsExactly("answer", "sent", "end");
  }

  @Test
  void turn_endsThoughNothingWasKept() {
    batch.read(tasks::add);
    batch.read(tasks::add);

    run();

    assertThat(done).containsExactly("end");
  }

  /** The loop is about to sleep, and would be woken sooner than it got the processor back. */
  @Test
  void turnOfOneRead_givesNobodyTheProcessor() {
    client("request");
    run();
    side("answer");
    run();

    assertThat(done).containsExactly("request", "answer");
  }
}
