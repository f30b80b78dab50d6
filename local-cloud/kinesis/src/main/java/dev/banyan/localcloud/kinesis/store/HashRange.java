package dev.banyan.localcloud.kinesis.store;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/** An inclusive range of the 128-bit hash key space. */
public record HashRange(BigInteger start, BigInteger end) {

  private static final BigInteger SIZE = BigInteger.ONE.shiftLeft(128);

  /** The largest hash key, 2^128 - 1. */
  public static final BigInteger MAX = SIZE.subtract(BigInteger.ONE);

  public HashRange {
    if (start.signum() < 0 || start.compareTo(end) > 0 || end.compareTo(MAX) > 0) {
      throw new IllegalArgumentException("not a hash range: " + start + ".." + end);
    }
  }

  /** The whole space in {@code count} slices of equal size. */
  public static List<HashRange> uniform(int count) {
    BigInteger slice = SIZE.divide(BigInteger.valueOf(count));
    List<HashRange> ranges = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      BigInteger start = slice.multiply(BigInteger.valueOf(i));
      BigInteger end = i == count - 1 ? MAX : start.add(slice).subtract(BigInteger.ONE);
      ranges.add(new HashRange(start, end));
    }
    return ranges;
  }

  /** The hash key of a partition key: its MD5, as Kinesis has it. */
  public static BigInteger hash(String partitionKey) {
    try {
      MessageDigest md5 = MessageDigest.getInstance("MD5");
      return new BigInteger(1, md5.digest(partitionKey.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }

  /** True if a shard of this range can be split so that the upper child starts at {@code key}. */
  public boolean canSplitAt(BigInteger key) {
    return key.compareTo(start.add(BigInteger.ONE)) > 0 && key.compareTo(end) < 0;
  }

  HashRange below(BigInteger key) {
    return new HashRange(start, key.subtract(BigInteger.ONE));
  }

  HashRange from(BigInteger key) {
    return new HashRange(key, end);
  }

  public boolean isAdjacentTo(HashRange other) {
    return end.add(BigInteger.ONE).equals(other.start)
        || other.end.add(BigInteger.ONE).equals(start);
  }

  HashRange joinedWith(HashRange other) {
    return new HashRange(start.min(other.start), end.max(other.end));
  }
}
