package dev.banyan.jobs.backfill.wire;

import java.util.regex.Pattern;

/**
 * A message of AWS as it may be shown and kept. Where a signature is wrong, AWS repeats below the
 * first line the headers that were signed, the session token among them.
 */
final class ServiceText {

  private static final Pattern NAMED =
      Pattern.compile("(?i)(x-amz-security-token|credential|signature)(\\s*[:=]\\s*)[^\\s,;)]+");

  /** Access key ids, and text of base64 that is too long for a name. */
  private static final Pattern SECRET =
      Pattern.compile("\\bA[KS]IA[A-Z0-9]{12,}|[A-Za-z0-9+/=%]{60,}");

  private ServiceText() {}

  static String shown(String message) {
    String first = message.lines().findFirst().orElse("");
    return SECRET.matcher(NAMED.matcher(first).replaceAll("$1$2***")).replaceAll("***");
  }
}
