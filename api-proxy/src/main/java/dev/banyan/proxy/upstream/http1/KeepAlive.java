package dev.banyan.proxy.upstream.http1;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * The field {@code Keep-Alive}: how long a side keeps a connection that nobody uses.
 *
 * <p>Source: RFC 2068, 19.7.1; https://httpwg.org/specs/rfc9112.html#compatibility.with.http.1.0
 */
final class KeepAlive {

  private static final String TIMEOUT = "timeout=";

  private KeepAlive() {}

  /** Nanoseconds; without limit if it says none. */
  static long nanos(String field) {
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
