package dev.banyan.cli.migrate;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Names of jobs that nobody has named. A collection whose name can stand in a job's name as it is,
 * and that goes into tables, has {@code backfill-NAME}; all others have a hash of collection and
 * target behind a dot, which no name of the first kind has: so no two jobs share one.
 */
final class JobNames {

  private static final String PLAIN = "[a-z0-9]+(-[a-z0-9]+)*";
  private static final String TABLES = "dynamodb";
  private static final int LONGEST = 60;

  private JobNames() {}

  /**
   * The name of a collection's job.
   *
   * @param to where it goes, as {@code --to} says
   */
  static String of(String collection, String to) {
    return collection.matches(PLAIN) && to.equals(TABLES)
        ? "backfill-" + collection
        : "backfill-" + cut(slug(collection)) + "." + hash(collection, to);
  }

  /** The name that it had before names were told apart. */
  static String former(String collection, String to) {
    String where = to.equals(TABLES) ? "" : "-" + Integer.toHexString(to.hashCode());
    return ("backfill-" + slug(collection) + where).replaceAll("-+$", "");
  }

  private static String slug(String collection) {
    return collection.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
  }

  private static String cut(String slug) {
    String start = slug.length() > LONGEST ? slug.substring(0, LONGEST) : slug;
    return start.replaceAll("^-+|-+$", "");
  }

  private static String hash(String collection, String to) {
    try {
      byte[] both = (collection + '\0' + to).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(both), 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
