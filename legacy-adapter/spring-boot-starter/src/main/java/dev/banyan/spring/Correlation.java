package dev.banyan.spring;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What ties a request's traces together.
 *
 * @param id the correlation id
 * @param traceparent W3C trace context, level 1
 */
record Correlation(String id, String traceparent) {

  static final String ID_HEADER = "X-Correlation-Id";
  static final String TRACE_HEADER = "traceparent";
  static final String ID_KEY = "correlationId";
  static final String TRACE_KEY = "traceparent";

  /** What may go into logs and headers as it is. */
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:/-]{1,128}");

  private static final Pattern TRACEPARENT =
      Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

  /** Takes what the caller sent, where it is usable, and makes the rest. */
  static Correlation of(@Nullable String id, @Nullable String traceparent) {
    return new Correlation(
        id != null && ID.matcher(id).matches() ? id : UUID.randomUUID().toString(),
        traceparent != null && TRACEPARENT.matcher(traceparent).matches()
            ? traceparent
            : newTraceparent());
  }

  private static String newTraceparent() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return "00-%016x%016x-%016x-00"
        .formatted(random.nextLong(), random.nextLong() | 1, random.nextLong() | 1);
  }
}
