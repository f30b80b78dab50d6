package dev.banyan.proxy.forward;

import dev.banyan.proxy.wire.Fields;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * By what one request is found in the logs of both sides and in the access log: the client's
 * correlation id and trace if they are well-formed, else new ones. The same in every attempt and
 * copy. Used on its event loop.
 */
final class Trail {

  private static final CharSequence CORRELATION = HttpHeaders.createOptimized("X-Correlation-Id");
  private static final CharSequence TRACEPARENT = HttpHeaders.createOptimized("traceparent");
  private static final CharSequence TRACESTATE = HttpHeaders.createOptimized("tracestate");
  private static final int LONGEST_CORRELATION = 128;

  private final MultiMap given;
  private @Nullable String correlation;
  private @Nullable String trace;

  /**
   * A request's.
   *
   * @param given its headers as the client sent them
   */
  Trail(MultiMap given) {
    this.given = given;
  }

  /** The correlation id: 128 visible characters of ASCII at most. */
  String correlation() {
    String present = correlation;
    if (present == null) {
      String sent = given.get(CORRELATION);
      present = sent != null && isUsable(sent) ? sent : TraceParent.id();
      correlation = present;
    }
    return present;
  }

  /** Puts both into fields that hold what the client sent and may pass. */
  void mark(Fields to) {
    to.set(CORRELATION, correlation());
    if (!to.contains(TRACEPARENT)) {
      to.remove(TRACESTATE);
      to.add(TRACEPARENT, TraceParent.make(trace()));
    } else if (!TraceParent.isValid(to.all(TRACEPARENT))) {
      to.remove(TRACESTATE);
      to.set(TRACEPARENT, TraceParent.make(trace()));
    }
  }

  private String trace() {
    String present = trace;
    if (present == null) {
      present = TraceParent.id();
      trace = present;
    }
    return present;
  }

  private static boolean isUsable(String text) {
    if (text.isEmpty() || text.length() > LONGEST_CORRELATION) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) <= ' ' || text.charAt(i) >= 127) {
        return false;
      }
    }
    return true;
  }
}
