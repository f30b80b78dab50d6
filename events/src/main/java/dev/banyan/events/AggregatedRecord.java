package dev.banyan.events;

import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;

/**
 * The aggregation format of the Kinesis Producer Library, which every KCL or Lambda deaggregator
 * reads: a magic number, a protobuf message, its MD5.
 *
 * <p>A record that travels under an explicit hash key says so inside as well: the Kinesis Client
 * Library drops a user record whose own hash (the explicit one, else the partition key's MD5) lies
 * outside its shard's range.
 *
 * <p>Source: "KPL Aggregated Record Format", awslabs/amazon-kinesis-producer; the filter is in the
 * KCL's {@code AggregatorUtil.deaggregate(records, startingHashKey, endingHashKey)}.
 */
public final class AggregatedRecord {

  /** Bytes around the message: 4 of magic number and 16 of MD5. */
  public static final int ENVELOPE_BYTES = 20;

  static final byte[] MAGIC = {(byte) 0xF3, (byte) 0x89, (byte) 0x9A, (byte) 0xC2};
  private static final int DIGEST_BYTES = 16;

  /** Both indexes of a user record, one byte of tag and one of value each. */
  private static final int INDEX_BYTES = 4;

  private AggregatedRecord() {}

  /** Packs user records that travel under one partition key, hashed by Kinesis itself. */
  public static byte[] pack(String partitionKey, List<byte[]> userRecords) {
    return pack(partitionKey, "", userRecords);
  }

  /**
   * Packs user records into one Kinesis record's data, in order.
   *
   * @param partitionKey of the Kinesis record
   * @param explicitHashKey of the Kinesis record, decimal; empty if it has none
   */
  public static byte[] pack(String partitionKey, String explicitHashKey, List<byte[]> userRecords) {
    byte[] key = partitionKey.getBytes(StandardCharsets.UTF_8);
    byte[] hashKey = explicitHashKey.getBytes(StandardCharsets.UTF_8);
    boolean hashed = hashKey.length > 0;
    int size = ENVELOPE_BYTES + Wire.sizeOfBytes(key.length);
    size += hashed ? Wire.sizeOfBytes(hashKey.length) : 0;
    for (byte[] data : userRecords) {
      size += Wire.sizeOfBytes(innerSize(data.length, hashed));
    }
    Wire out = new Wire(new byte[size]);
    out.raw(MAGIC);
    out.bytes(Wire.KEY_TABLE, key);
    if (hashed) {
      out.bytes(Wire.HASH_KEY_TABLE, hashKey);
    }
    for (byte[] data : userRecords) {
      out.tag(Wire.RECORDS, innerSize(data.length, hashed));
      out.index(Wire.KEY_INDEX);
      if (hashed) {
        out.index(Wire.HASH_KEY_INDEX);
      }
      out.bytes(Wire.DATA, data);
    }
    return sealed(out.array());
  }

  private static int innerSize(int dataBytes, boolean hashed) {
    return (hashed ? INDEX_BYTES : INDEX_BYTES / 2) + Wire.sizeOfBytes(dataBytes);
  }

  /** What one user record of this many bytes adds to an aggregate, at most. */
  public static int sizeInAggregate(int dataBytes) {
    return Wire.sizeOfBytes(innerSize(dataBytes, true));
  }

  /** What an aggregate has beside its user records, at most, for keys of these many bytes. */
  public static int overhead(int partitionKeyBytes, int explicitHashKeyBytes) {
    return ENVELOPE_BYTES
        + Wire.sizeOfBytes(partitionKeyBytes)
        + Wire.sizeOfBytes(explicitHashKeyBytes);
  }

  private static byte[] sealed(byte[] record) {
    MessageDigest md5 = md5();
    int end = record.length - DIGEST_BYTES;
    md5.update(record, MAGIC.length, end - MAGIC.length);
    try {
      md5.digest(record, end, DIGEST_BYTES);
    } catch (DigestException e) {
      throw new IllegalStateException("MD5 has 16 bytes", e);
    }
    return record;
  }

  /**
   * The user records inside a Kinesis record, in order; a record that is not aggregated is its own
   * only user record.
   *
   * @throws EnvelopeFormatException if it is aggregated and its message is broken
   */
  public static List<byte[]> unpack(byte[] data) {
    return isAggregated(data)
        ? AggregateReader.records(data, MAGIC.length, data.length - DIGEST_BYTES)
        : List.of(data);
  }

  private static boolean isAggregated(byte[] data) {
    if (data.length < ENVELOPE_BYTES
        || !Arrays.equals(data, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      return false;
    }
    int end = data.length - DIGEST_BYTES;
    MessageDigest md5 = md5();
    md5.update(data, MAGIC.length, end - MAGIC.length);
    return Arrays.equals(data, end, data.length, md5.digest(), 0, DIGEST_BYTES);
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }
}
