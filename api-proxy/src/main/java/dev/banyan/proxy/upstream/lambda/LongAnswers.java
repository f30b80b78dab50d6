package dev.banyan.proxy.upstream.lambda;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Lets few long answers of functions be read at a time: each is there whole, as bytes, as text and
 * as a body, before any of it can go on. The others wait, unread, in their order. Thread-safe.
 */
final class LongAnswers {

  /** Of the heap, for one of {@link #LONGEST}: they are some 40 MB in all their forms. */
  private static final long HEAP_OF_ONE = 96L * 1024 * 1024;

  /**
   * Longest payload of a synchronous invocation and its answer, in bytes. Source:
   * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
   */
  static final int LONGEST = 6 * 1024 * 1024;

  private final Queue<Turn> waiting = new ArrayDeque<>();
  private long free;

  /**
   * Room for answers.
   *
   * @param room in bytes of answers, {@link #LONGEST} at least
   */
  LongAnswers(long room) {
    this.free = room;
  }

  static LongAnswers ofHeap() {
    return new LongAnswers(LONGEST * Math.max(1, Runtime.getRuntime().maxMemory() / HEAP_OF_ONE));
  }

  /** A turn that somebody may need. */
  Turn turn() {
    return new Turn();
  }

  final class Turn {

    private @Nullable Runnable task;
    private long bytes;
    private boolean has;
    private boolean over;

    /**
     * Runs a task now or, on another's thread, when others' turns have ended; never if it is over.
     *
     * @param length of the answer, {@link #LONGEST} at most
     */
    void begin(long length, Runnable then) {
      synchronized (LongAnswers.this) {
        if (over) {
          return;
        }
        bytes = length;
        if (!waiting.isEmpty() || free < length) {
          task = then;
          waiting.add(this);
          return;
        }
        free -= length;
        has = true;
      }
      then.run();
    }

    /** It is over, or not needed any more, or was not at all. */
    void end() {
      synchronized (LongAnswers.this) {
        if (over) {
          return;
        }
        over = true;
        if (has) {
          free += bytes;
        } else {
          waiting.remove(this);
        }
      }
      runNext();
    }
  }

  private void runNext() {
    for (Runnable next = next(); next != null; next = next()) {
      next.run();
    }
  }

  /** Takes room for the one that has waited for longest, if there is so much; else null. */
  private synchronized @Nullable Runnable next() {
    Turn turn = waiting.peek();
    if (turn == null || free < turn.bytes) {
      return null;
    }
    waiting.remove();
    free -= turn.bytes;
    turn.has = true;
    Runnable task = turn.task;
    turn.task = null;
    return task;
  }
}
