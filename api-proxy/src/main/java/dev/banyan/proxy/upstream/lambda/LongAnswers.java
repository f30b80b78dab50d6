package dev.banyan.proxy.upstream.lambda;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Lets few long answers of functions be read at a time: each is there whole, as bytes, as JSON and
 * as a body, before any of it can go on. The others wait, unread, in their order. Thread-safe.
 */
final class LongAnswers {

  /** Of the heap, for one: 6 MB are some 40 in all their forms. */
  private static final long HEAP_OF_ONE = 96L * 1024 * 1024;

  private final Queue<Turn> waiting = new ArrayDeque<>();
  private int free;

  /** So many at a time. */
  LongAnswers(int most) {
    this.free = most;
  }

  static LongAnswers ofHeap() {
    return new LongAnswers((int) Math.max(1, Runtime.getRuntime().maxMemory() / HEAP_OF_ONE));
  }

  /** A turn that somebody may need. */
  Turn turn() {
    return new Turn();
  }

  final class Turn {

    private @Nullable Runnable task;
    private boolean has;
    private boolean over;

    /**
     * Runs a task now or, on another's thread, when another's turn has ended; never if it is over.
     */
    void begin(Runnable then) {
      synchronized (LongAnswers.this) {
        if (over) {
          return;
        }
        if (free == 0) {
          task = then;
          waiting.add(this);
          return;
        }
        free--;
        has = true;
      }
      then.run();
    }

    /** It is over, or not needed any more, or was not at all. */
    void end() {
      Runnable next;
      synchronized (LongAnswers.this) {
        over = true;
        if (!has) {
          waiting.remove(this);
          return;
        }
        has = false;
        next = next();
      }
      if (next != null) {
        next.run();
      }
    }
  }

  private @Nullable Runnable next() {
    Turn turn = waiting.poll();
    if (turn == null) {
      free++;
      return null;
    }
    Runnable task = turn.task;
    turn.task = null;
    turn.has = true;
    return task;
  }
}
