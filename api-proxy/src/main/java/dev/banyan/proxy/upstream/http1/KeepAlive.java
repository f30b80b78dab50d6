package dev.banyan.proxy.upstream.http1;

import dev.banyan.proxy.wire.AnswerHead;
import dev.banyan.proxy.wire.Fields;
import io.netty.util.AsciiString;
import java.util.Locale;
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
    Fields fields = head.fields();
    for (int i = 0; i < fields.size(); i++) {
      CharSequence name = fields.name(i);
      if (name.length() != CONNECTION.length()) {
        continue;
      }
      if (CONNECTION.contentEqualsIgnoreCase(name)) {
        stays |= AsciiString.containsIgnoreCase(fields.value(i), "keep-alive");
        closes |= AsciiString.containsIgnoreCase(fields.value(i), "close");
      } else if (KEEP_ALIVE.contentEqualsIgnoreCase(name)) {
        nanos = nanos(fields.value(i).toString());
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
