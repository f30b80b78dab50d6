package dev.banyan.proxy.wire;

import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/**
 * What an event loop has read in one turn and nobody has looked at yet. First all that clients have
 * sent is looked at, then what that has the loop do, which is to send requests to sides, then what
 * sides have sent. So the same is done several times in a row, by the proxy and by the system, and
 * whoever waits for a request or an answer is woken for several. Used on its event loop only.
 */
final class ReadBatch implements Runnable {

  /** So that the first need not wait for long, nor much memory be kept. */
  static final int MOST = 64;

  private static final FastThreadLocal<ReadBatch> OF_LOOP =
      new FastThreadLocal<>() {
        @Override
        protected ReadBatch initialValue() {
          return new ReadBatch();
        }
      };

  private final ArrayDeque<Runnable> ofClients = new ArrayDeque<>();
  private final ArrayDeque<Runnable> ofSides = new ArrayDeque<>();
  private boolean scheduled;

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
    } else if (!scheduled) {
      scheduled = true;
      loop.execute(
          () -> {
            lookAt(ofClients);
            loop.execute(this); // behind what that has the loop do
          });
    }
  }

  @Override
  public void run() {
    scheduled = false;
    lookAt(ofClients);
    lookAt(ofSides);
  }

  private static void lookAt(ArrayDeque<Runnable> those) {
    for (Runnable next = those.poll(); next != null; next = those.poll()) {
      next.run();
    }
  }
}
