package dev.banyan.events;

import java.time.Instant;
import java.util.Comparator;

/**
 * The monotonic version that a capability's owner gives a change, and the form of every position.
 *
 * <p>While legacy owns the capability it is MongoDB's cluster time (seconds since the epoch and an
 * increment inside the second) plus the ordinal of the change inside its transaction. Afterwards it
 * is a hybrid clock in the same form, see {@link #following}. The text form has a fixed width, so
 * that versions compare as text too, which is how DynamoDB's conditions compare them.
 *
 * @param seconds seconds since the epoch, 0 to 9,999,999,999
 * @param increment order inside the second, 0 to 4,294,967,295
 * @param ordinal order inside a transaction, 0 to 99,999
 */
public record SourceVersion(long seconds, long increment, int ordinal)
    implements Comparable<SourceVersion> {

  /** Lower than every version that a change can have. */
  public static final SourceVersion LOWEST = new SourceVersion(0, 0, 0);

  private static final int TEXT_LENGTH = 27;
  private static final long MAX_SECONDS = 9_999_999_999L;
  private static final long MAX_INCREMENT = 0xFFFF_FFFFL;
  private static final int MAX_ORDINAL = 99_999;
  private static final Comparator<SourceVersion> ORDER =
      Comparator.comparingLong(SourceVersion::seconds)
          .thenComparingLong(SourceVersion::increment)
          .thenComparingInt(SourceVersion::ordinal);

  public SourceVersion {
    requireRange("seconds", seconds, MAX_SECONDS);
    requireRange("increment", increment, MAX_INCREMENT);
    requireRange("ordinal", ordinal, MAX_ORDINAL);
  }

  private static void requireRange(String name, long value, long max) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException(name + " must be 0 to " + max + ", was " + value);
    }
  }

  /**
   * The version of a change at a MongoDB cluster time.
   *
   * @param clusterTime the 64 bits of a BSON timestamp: seconds high, increment low
   */
  public static SourceVersion ofClusterTime(long clusterTime, int ordinal) {
    return new SourceVersion(clusterTime >>> 32, clusterTime & MAX_INCREMENT, ordinal);
  }

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException if it is not {@code ssssssssss.iiiiiiiiii.ooooo}
   */
  public static SourceVersion parse(String text) {
    if (text.length() != TEXT_LENGTH || text.charAt(10) != '.' || text.charAt(21) != '.') {
      throw new IllegalArgumentException("not a source version: '" + text + "'");
    }
    return new SourceVersion(
        Long.parseLong(text, 0, 10, 10),
        Long.parseLong(text, 11, 21, 10),
        Integer.parseInt(text, 22, TEXT_LENGTH, 10));
  }

  /**
   * The next version after this one that is not below the wall clock: what a service that owns a
   * capability gives to its own change of an item whose last version is this.
   */
  public SourceVersion following(Instant now) {
    SourceVersion wall =
        new SourceVersion(now.getEpochSecond(), now.getNano() / 1_000, 0); // microseconds
    return wall.compareTo(this) > 0 ? wall : successor();
  }

  private SourceVersion successor() {
    return increment < MAX_INCREMENT
        ? new SourceVersion(seconds, increment + 1, 0)
        : new SourceVersion(seconds + 1, 0, 0);
  }

  /** The wall-clock second this version belongs to. */
  public Instant instant() {
    return Instant.ofEpochSecond(seconds);
  }

  @Override
  public int compareTo(SourceVersion other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(TEXT_LENGTH);
    pad(text, seconds, 10);
    pad(text.append('.'), increment, 10);
    pad(text.append('.'), ordinal, 5);
    return text.toString();
  }

  private static void pad(StringBuilder text, long value, int width) {
    String digits = Long.toString(value);
    text.append("0".repeat(width - digits.length())).append(digits);
  }
}
