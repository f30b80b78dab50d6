package dev.banyan.control;

import java.time.Instant;
import java.util.Map;

/**
 * What a registered proxy last said of itself.
 *
 * @param id unique per proxy process
 * @param seenAt when it last read the capabilities
 * @param acknowledged revision by capability: it acts on that one, and nothing that it sent to the
 *     former owner under an older one is still on its way
 */
public record ProxyStatus(String id, Instant seenAt, Map<String, Long> acknowledged) {

  public ProxyStatus {
    if (id.isBlank()) {
      throw new IllegalArgumentException("a proxy needs an id");
    }
    acknowledged = Map.copyOf(acknowledged);
  }

  /** Whether the proxy acts on this revision or a later one. */
  public boolean hasAcknowledged(String capability, long revision) {
    return acknowledged.getOrDefault(capability, 0L) >= revision;
  }
}
