package dev.banyan.proxy.wire;

import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/**
 * What an event loop has read in one turn and nobody has looked at yet. First all that clients have
 * sent is looked at, then what that has the loop do, which is to send requests to sides, then what
 * sides have sent. So the same is done several times in a row, by the proxy and by the system, and
 * whoever waits for a request or an answer is woken for several. When nothing of it is left, the
 * {@link Turn} ends. Used on its event loop only.
 */
final class ReadBatch {

  /** So that the first need not wait for long, nor much memory be kept. */
  static final int MOST = 64;

  private static final FastThreadLocal<ReadBatch> OF_LOOP =
      new FastThreadLocal<>() {
        @Override
        protected ReadBatch initialValue() {
          return new ReadBatch(new Turn(System::nanoTime, Thread::yield));
        }
      };

  private final ArrayDeque<Runnable> ofClients = new ArrayDeque<>();
  private final ArrayDeque<Runnable> ofSides = new ArrayDeque<>();
  private final Runnable turnEnds;
  private boolean scheduled;
  private int reads;

  /**
   * Of an event loop.
   *
   * @param turnEnds is run behind what a turn of several reads has the loop do
   */
  ReadBatch(Runnable turnEnds) {
    this.turnEnds = turnEnds;
  }

  /** That of the event loop whose thread this is. */
  static ReadBatch ofLoop() {
    return OF_LOOP.get();
  }

  /**
   * Has something looked at soon that a client has sent.
   *
   * @param loop runs what it is given in its order, behind the reads that are ready now
   */
  void ofClient(Runnable look, Executor loop) {
    ofClients.addLast(look);
    added(loop);
  }

  /** The same of a side. */
  void ofSide(Runnable look, Executor loop) {
    ofSides.addLast(look);
    added(loop);
  }

  private void added(Executor loop) {
    if (ofClients.size() + ofSides.size() >= MOST) {
      lookAt(ofClients);
      lookAt(ofSides);
    }
    read(loop);
  }

  /** Something was read, kept or not: the turn that is under way ends behind what it leads to. */
  void read(Executor loop) {
    reads++;
    if (!scheduled) {
      scheduled = true;
      loop.execute(
          () -> {
            lookAt(ofClients);
            loop.execute(() -> lookAtAll(loop)); // behind what that has the loop do
          });
    }
  }

  private void lookAtAll(Executor loop) {
    scheduled = false;
    lookAt(ofClients);
    lookAt(ofSides);
    if (reads > 1) { // one alone is mostly followed by sleep
      loop.execute(turnEnds);
    }
    reads = 0;
  }

  private static void lookAt(ArrayDeque<Runnable> those) {
    for (Runnable next = those.poll(); next != null; next = those.poll()) {
      next.run();
    }
  }
}
