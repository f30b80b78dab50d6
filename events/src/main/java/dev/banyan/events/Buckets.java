package dev.banyan.events;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/**
 * The fixed slices of a stream's key space.
 *
 * <p>Everything of a bucket travels under one outer partition key, because Lambda with a
 * parallelization factor above 1 keeps order per outer key only. The outer keys are spread evenly
 * over the hash range by an explicit hash key, so that any split keeps the load even.
 */
public final class Buckets {

  /** Buckets per stream; a power of two. */
  public static final int COUNT = 16;

  private static final BigInteger WIDTH = BigInteger.ONE.shiftLeft(128 - 4);

  private static final String[] OUTER_KEYS = new String[COUNT];
  private static final String[] HASH_KEYS = new String[COUNT];

  static {
    for (int bucket = 0; bucket < COUNT; bucket++) {
      OUTER_KEYS[bucket] = (bucket < 10 ? "b0" : "b") + bucket;
      HASH_KEYS[bucket] = WIDTH.multiply(BigInteger.valueOf(bucket)).toString();
    }
  }

  private Buckets() {}

  /** The bucket, 0 to 15, of a partition key: FNV-1a over its UTF-8 bytes, folded. */
  public static int of(String partitionKey) {
    int hash = 0x811C9DC5;
    for (byte b : partitionKey.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xFF)) * 0x01000193;
    }
    return (hash ^ (hash >>> 16)) & (COUNT - 1);
  }

  /** The Kinesis partition key of a bucket: {@code b00} to {@code b15}. */
  public static String outerKey(int bucket) {
    requireBucket(bucket);
    return OUTER_KEYS[bucket];
  }

  /** The start of the bucket's part of the 128-bit hash range, decimal as Kinesis takes it. */
  public static String explicitHashKey(int bucket) {
    requireBucket(bucket);
    return HASH_KEYS[bucket];
  }

  private static void requireBucket(int bucket) {
    if (bucket < 0 || bucket >= COUNT) {
      throw new IllegalArgumentException("bucket must be 0 to " + (COUNT - 1) + ", was " + bucket);
    }
  }
}
