package dev.banyan.spring.request;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What ties a request's traces together. Callers are not trusted: what is malformed, oversized or
 * sent twice is replaced, never repaired.
 *
 * @param id the correlation id
 * @param traceparent W3C trace context in the form of version 00,
 *     https://www.w3.org/TR/trace-context/#traceparent-header
 */
record Correlation(String id, String traceparent) {

  static final String ID_HEADER = "X-Correlation-Id";
  static final String TRACE_HEADER = "traceparent";
  static final String ID_KEY = "correlationId";
  static final String TRACE_KEY = "traceparent";

  /** What may go into logs and headers as it is. */
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:/-]{1,128}");

  /** Version, then ids that are not all zero, flags, and what a later version may append. */
  private static final Pattern TRACEPARENT =
      Pattern.compile(
          "(?!ff)([0-9a-f]{2})-((?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16})-([0-9a-f]{2})"
              + "(-.{0,200})?");

  private static final String VERSION = "00";

  /** Takes what the caller sent, where it is usable, and makes the rest. */
  static Correlation of(List<String> ids, List<String> traceparents) {
    return new Correlation(
        ids.size() == 1 && ID.matcher(ids.get(0)).matches()
            ? ids.get(0)
            : UUID.randomUUID().toString(),
        traceparents.size() == 1 ? usable(traceparents.get(0)) : newTraceparent());
  }

  /** A later version is read as far as it is known and passed on as version 00 (section 4.3). */
  private static String usable(String sent) {
    Matcher matcher = TRACEPARENT.matcher(sent);
    if (!matcher.matches()) {
      return newTraceparent();
    }
    if (!matcher.group(1).equals(VERSION)) {
      int sampled = Integer.parseInt(matcher.group(3), 16) & 1;
      return VERSION + "-" + matcher.group(2) + "-0" + sampled;
    }
    return matcher.group(4) == null ? sent : newTraceparent();
  }

  private static String newTraceparent() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return "00-%016x%016x-%016x-00"
        .formatted(random.nextLong(), random.nextLong() | 1, random.nextLong() | 1);
  }
}
