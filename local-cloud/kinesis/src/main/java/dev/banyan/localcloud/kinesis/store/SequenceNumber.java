package dev.banyan.localcloud.kinesis.store;

import java.math.BigInteger;
import java.util.Optional;

/**
 * A sequence number in the shape that Kinesis gives them: 56 decimal digits which are 47
 * hexadecimal ones, {@code 2, shard creation (9), shard (1), index (16), 00, time (9), shard (8),
 * 2}, as observed and published by the kinesalite project. Later in a shard is larger, and a child
 * shard's are larger than its parents'.
 *
 * @param shardCreated epoch seconds
 * @param index position in the shard, from 1; 0 stands for its beginning
 * @param time epoch seconds
 */
public record SequenceNumber(long shardCreated, int shard, long index, long time) {

  private static final int HEX_DIGITS = 47;

  /** Reads one, or nothing if it cannot be of this making. */
  public static Optional<SequenceNumber> parse(String digits) {
    if (!digits.matches("0|[1-9]\\d{0,128}")) {
      return Optional.empty();
    }
    String hex = new BigInteger(digits).toString(16);
    if (hex.length() != HEX_DIGITS || hex.charAt(0) != '2' || hex.charAt(46) != '2') {
      return Optional.empty();
    }
    long index = Long.parseUnsignedLong(hex.substring(11, 27), 16);
    long shard = Long.parseLong(hex.substring(38, 46), 16);
    if (index < 0 || shard > Integer.MAX_VALUE) {
      return Optional.empty();
    }
    return Optional.of(
        new SequenceNumber(
            Long.parseLong(hex.substring(1, 10), 16),
            (int) shard,
            index,
            Long.parseLong(hex.substring(29, 38), 16)));
  }

  /** The decimal form. */
  @Override
  public String toString() {
    // 188 bits: 2 | created 36 | shard 4 | index 64 | 0 8 | time 36 | shard 32 | 2
    byte[] bytes = new byte[24];
    put(bytes, 184, 2, 4);
    put(bytes, 148, shardCreated, 36);
    put(bytes, 144, shard & 0xF, 4);
    put(bytes, 80, index, 64);
    put(bytes, 36, time, 36);
    put(bytes, 4, shard, 32);
    put(bytes, 0, 2, 4);
    return new BigInteger(1, bytes).toString();
  }

  /** Sets {@code width} bits, beginning at the bit {@code shift} from the right; both times 4. */
  private static void put(byte[] bytes, int shift, long value, int width) {
    for (int bit = 0; bit < width; bit += 4) {
      int nibble = (int) (value >>> bit) & 0xF;
      int at = shift + bit;
      bytes[bytes.length - 1 - at / 8] |= (byte) (at % 8 == 0 ? nibble : nibble << 4);
    }
  }
}
