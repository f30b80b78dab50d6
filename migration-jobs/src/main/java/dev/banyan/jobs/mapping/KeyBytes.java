package dev.banyan.jobs.mapping;

import dev.banyan.jobs.image.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The values of an item's key: UTF-8 of a string or of a number's digits, or plain binary. Reused
 * from item to item, like the item itself.
 */
public final class KeyBytes {

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private byte[] bytes = new byte[64];
  private int partition;
  private int sort = -1;

  void set(byte[] from, int offset, int partitionLength, int sortLength) {
    int length = partitionLength + Math.max(0, sortLength);
    if (bytes.length < length) {
      bytes = new byte[Math.max(length, 2 * bytes.length)];
    }
    System.arraycopy(from, offset, bytes, 0, length);
    partition = partitionLength;
    sort = sortLength;
  }

  /** A copy of the partition key's value. */
  public byte[] partition() {
    return Arrays.copyOf(bytes, partition);
  }

  /** A copy of the sort key's value; empty if the table has none. */
  public byte[] sort() {
    return Arrays.copyOfRange(bytes, partition, partition + Math.max(0, sort));
  }

  /** The partition key's value as text, for messages. */
  public String partitionText() {
    return text(0, partition);
  }

  /** The sort key's value as text, for messages; empty if the table has none. */
  public String sortText() {
    return text(partition, Math.max(0, sort));
  }

  /** Different keys have different texts, which binary keys would not have as UTF-8. */
  private String text(int at, int length) {
    return Utf8.valid(bytes, at, length)
        ? new String(bytes, at, length, StandardCharsets.UTF_8)
        : "0x" + HexFormat.of().formatHex(bytes, at, at + length);
  }

  /** A 64-bit hash of the partition key's value, evenly spread over all bits. */
  public long partitionHash() {
    return mix(fnv(FNV_OFFSET, 0, partition));
  }

  /** A 64-bit hash of the whole key, evenly spread over all bits. */
  public long hash() {
    long hash = fnv(FNV_OFFSET, 0, partition) * FNV_PRIME + partition;
    return mix(fnv(hash, partition, partition + Math.max(0, sort)));
  }

  /** FNV-1a, <a href="http://www.isthe.com/chongo/tech/comp/fnv/">by Fowler, Noll and Vo</a>. */
  private long fnv(long start, int from, int to) {
    long hash = start;
    for (int i = from; i < to; i++) {
      hash = (hash ^ (bytes[i] & 0xff)) * FNV_PRIME;
    }
    return hash;
  }

  /** The finaliser of MurmurHash3, which spreads FNV's low bits over the high ones. */
  private static long mix(long hash) {
    long h = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return h ^ (h >>> 33);
  }
}
