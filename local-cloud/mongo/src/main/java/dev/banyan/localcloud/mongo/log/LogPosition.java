package dev.banyan.localcloud.mongo.log;

/**
 * A place in the change log. Changes of one transaction share their cluster time and differ in
 * their ordinal.
 *
 * @param time cluster time: seconds in the upper half, increment in the lower
 * @param ordinal place inside the transaction, from 0; {@link #LAST} stands behind all of them
 */
public record LogPosition(long time, int ordinal) implements Comparable<LogPosition> {

  static final int LAST = Integer.MAX_VALUE;

  /** Behind everything that happened at this time. */
  public static LogPosition behind(long time) {
    return new LogPosition(time, LAST);
  }

  @Override
  public int compareTo(LogPosition other) {
    int times = Long.compareUnsigned(time, other.time);
    return times != 0 ? times : Integer.compare(ordinal, other.ordinal);
  }
}
