package dev.banyan.proxy.wire;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who is told if the body that is being read is refused. With pipelining that body may be a later
 * request's than the one that is being answered. Used on its channel's event loop only.
 */
final class BodyWatch {

  private int taken;
  private @Nullable Consumer<Refusal> watcher;

  /**
   * A request with a body begins to be answered; they do in their order.
   *
   * @param begun how many bodies have begun to be read
   * @param inBody whether the last of them has not ended
   * @return whether this one's is being read, so that it is told
   */
  boolean take(Consumer<Refusal> told, int begun, boolean inBody) {
    taken++;
    watcher = taken == begun && inBody ? told : null;
    return watcher != null;
  }

  /** So many bodies have begun: one that was watched and is not the last has ended. */
  void begun(int bodies) {
    if (bodies > taken) {
      watcher = null;
    }
  }

  /**
   * Tells that the last body is refused.
   *
   * @return false if it is nobody's, and nobody will come who wants to know
   */
  boolean tell(Refusal why, int begun) {
    Consumer<Refusal> told = watcher;
    if (told != null) {
      told.accept(why);
    }
    return told != null || taken < begun;
  }
}
