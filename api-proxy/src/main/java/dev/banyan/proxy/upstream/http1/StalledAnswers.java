package dev.banyan.proxy.upstream.http1;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a pool whose answers are not read on, because their clients take nothing, the
 * longest first. A few clients could have all connections so, with answers in HTTP/2 above all:
 * when others wait, they are told to give up theirs. Used on its event loop only.
 */
final class StalledAnswers {

  private static final long PATIENCE = Duration.ofSeconds(1).toNanos();

  /** For those beyond half of the connections: a slow network stalls some, hardly so many. */
  private static final long SHORT_PATIENCE = Duration.ofMillis(100).toNanos();

  private final int half;
  private final Map<Http1Connection, Long> since = new LinkedHashMap<>();

  /**
   * Of a pool.
   *
   * @param size how many connections it may have
   */
  StalledAnswers(int size) {
    this.half = size / 2;
  }

  void begin(Http1Connection connection, long now) {
    since.putIfAbsent(connection, now);
  }

  void end(Http1Connection connection) {
    since.remove(connection);
  }

  boolean isEmpty() {
    return since.isEmpty();
  }

  /** Takes out the one that has stalled for longest; null if none has for long enough. */
  @Nullable Http1Connection take(long now) {
    Iterator<Map.Entry<Http1Connection, Long>> longest = since.entrySet().iterator();
    if (!longest.hasNext()) {
      return null;
    }
    Map.Entry<Http1Connection, Long> first = longest.next();
    if (now - first.getValue() < (since.size() > half ? SHORT_PATIENCE : PATIENCE)) {
      return null;
    }
    longest.remove();
    return first.getKey();
  }
}
