package dev.banyan.proxy.upstream.http1;

import dev.banyan.proxy.wire.AnswerHead;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Whether a side keeps its connection behind an answer, and how long if nobody uses it; as the last
 * answer said. Reads the fields in one pass.
 *
 * <p>Source: RFC 9112, 9.3; for {@code Keep-Alive} RFC 2068, 19.7.1.
 */
final class KeepAlive {

  private static final AsciiString CONNECTION = AsciiString.cached("Connection");

  /** As long as the other. */
  private static final AsciiString KEEP_ALIVE = AsciiString.cached("Keep-Alive");

  private static final String TIMEOUT = "timeout=";

  private boolean last;
  private long nanos = Long.MAX_VALUE;

  /** Whether the connection ends behind the answer. */
  boolean isLast() {
    return last;
  }

  /** How long it may be unused, in nanoseconds; without limit if no answer said. */
  long nanos() {
    return nanos;
  }

  void read(AnswerHead head) {
    boolean stays = head.isHttp11();
    boolean closes = false;
    Iterator<Map.Entry<CharSequence, CharSequence>> fields = head.fields().iteratorCharSequence();
    while (fields.hasNext()) {
      Map.Entry<CharSequence, CharSequence> field = fields.next();
      if (field.getKey().length() != CONNECTION.length()) {
        continue;
      }
      if (CONNECTION.contentEqualsIgnoreCase(field.getKey())) {
        stays |= AsciiString.containsIgnoreCase(field.getValue(), "keep-alive");
        closes |= AsciiString.containsIgnoreCase(field.getValue(), "close");
      } else if (KEEP_ALIVE.contentEqualsIgnoreCase(field.getKey())) {
        nanos = nanos(field.getValue().toString());
      }
    }
    last = closes || !stays;
  }

  private static long nanos(String field) {
    for (String parameter : field.toLowerCase(Locale.ROOT).split(",", -1)) {
      String trimmed = parameter.trim();
      if (trimmed.startsWith(TIMEOUT)) {
        try {
          int seconds = Integer.parseInt(trimmed.substring(TIMEOUT.length()).trim());
          return TimeUnit.SECONDS.toNanos(Math.max(0, seconds));
        } catch (NumberFormatException e) {
          return Long.MAX_VALUE;
        }
      }
    }
    return Long.MAX_VALUE;
  }
}
