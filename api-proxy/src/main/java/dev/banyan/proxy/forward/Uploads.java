package dev.banyan.proxy.forward;

import dev.banyan.proxy.upstream.Upstream;
import java.util.HashMap;
import java.util.Map;

/**
 * Long bodies that are on their way, by side: each has a connection for as long as its client
 * takes. They may have half of a side's connections, so that reads and short writes find one. Used
 * on its event loop only.
 */
final class Uploads {

  private final int most;
  private final Map<Upstream, Integer> open = new HashMap<>();

  /**
   * None yet.
   *
   * @param connections to a side, as many as there may be
   */
  Uploads(int connections) {
    this.most = Math.max(1, connections / 2);
  }

  /** Begins one, if there is room; call {@link #end} then. */
  boolean begin(Upstream side) {
    int present = open.getOrDefault(side, 0);
    if (present == most) {
      return false;
    }
    open.put(side, present + 1);
    return true;
  }

  void end(Upstream side) {
    open.computeIfPresent(side, (key, count) -> count == 1 ? null : count - 1);
  }
}
