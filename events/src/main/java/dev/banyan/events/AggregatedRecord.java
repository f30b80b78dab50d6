package dev.banyan.events;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The aggregation format of the Kinesis Producer Library, which every KCL or Lambda deaggregator
 * reads: a magic number, a protobuf message, its MD5.
 *
 * <p>Source: "KPL Aggregated Record Format", awslabs/amazon-kinesis-producer.
 */
public final class AggregatedRecord {

  /** Bytes around the message: 4 of magic number and 16 of MD5. */
  public static final int ENVELOPE_BYTES = 20;

  private static final byte[] MAGIC = {(byte) 0xF3, (byte) 0x89, (byte) 0x9A, (byte) 0xC2};
  private static final int DIGEST_BYTES = 16;
  private static final int KEY_TABLE = 1;
  private static final int RECORDS = 3;
  private static final int RECORD_KEY_INDEX = 1;
  private static final int RECORD_DATA = 3;

  private AggregatedRecord() {}

  /** Packs user records of one partition key into one Kinesis record's data, in order. */
  public static byte[] pack(String partitionKey, List<byte[]> userRecords) {
    try {
      ByteArrayOutputStream message = new ByteArrayOutputStream(estimate(userRecords));
      CodedOutputStream out = CodedOutputStream.newInstance(message);
      out.writeString(KEY_TABLE, partitionKey);
      for (byte[] data : userRecords) {
        writeRecord(out, data);
      }
      out.flush();
      return seal(message.toByteArray());
    } catch (IOException e) {
      throw new IllegalStateException("writing into memory failed", e);
    }
  }

  /** Upper bound of what one user record of this many bytes adds to an aggregate. */
  public static int sizeInAggregate(int dataBytes) {
    return dataBytes + 16;
  }

  private static int estimate(List<byte[]> userRecords) {
    return 32 + userRecords.stream().mapToInt(data -> sizeInAggregate(data.length)).sum();
  }

  private static void writeRecord(CodedOutputStream out, byte[] data) throws IOException {
    int size =
        CodedOutputStream.computeUInt64Size(RECORD_KEY_INDEX, 0)
            + CodedOutputStream.computeByteArraySize(RECORD_DATA, data);
    out.writeTag(RECORDS, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    out.writeUInt32NoTag(size);
    out.writeUInt64(RECORD_KEY_INDEX, 0);
    out.writeByteArray(RECORD_DATA, data);
  }

  private static byte[] seal(byte[] message) {
    byte[] sealed = new byte[message.length + ENVELOPE_BYTES];
    System.arraycopy(MAGIC, 0, sealed, 0, MAGIC.length);
    System.arraycopy(message, 0, sealed, MAGIC.length, message.length);
    System.arraycopy(md5(message), 0, sealed, MAGIC.length + message.length, DIGEST_BYTES);
    return sealed;
  }

  /**
   * The user records inside a Kinesis record, in order; a record that is not aggregated is its own
   * only user record.
   *
   * @throws EnvelopeFormatException if it bears the magic number and a valid MD5 but no message
   */
  public static List<byte[]> unpack(byte[] data) {
    if (!isAggregated(data)) {
      return List.of(data);
    }
    try {
      return readRecords(
          CodedInputStream.newInstance(data, MAGIC.length, data.length - ENVELOPE_BYTES));
    } catch (IOException e) {
      throw new EnvelopeFormatException("broken aggregated record: " + e.getMessage(), e);
    }
  }

  private static boolean isAggregated(byte[] data) {
    if (data.length < ENVELOPE_BYTES
        || !Arrays.equals(data, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      return false;
    }
    int end = data.length - DIGEST_BYTES;
    byte[] digest = md5(Arrays.copyOfRange(data, MAGIC.length, end));
    return Arrays.equals(data, end, data.length, digest, 0, DIGEST_BYTES);
  }

  private static List<byte[]> readRecords(CodedInputStream in) throws IOException {
    List<byte[]> records = new ArrayList<>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == RECORDS) {
        int limit = in.pushLimit(in.readRawVarint32());
        records.add(readData(in));
        in.popLimit(limit);
      } else {
        in.skipField(tag);
      }
    }
    return records;
  }

  private static byte[] readData(CodedInputStream in) throws IOException {
    byte[] data = {};
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == RECORD_DATA) {
        data = in.readByteArray();
      } else {
        in.skipField(tag);
      }
    }
    return data;
  }

  private static byte[] md5(byte[] bytes) {
    try {
      return MessageDigest.getInstance("MD5").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }
}
