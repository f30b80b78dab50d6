package dev.banyan.localcloud.kinesis.store;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * What a shard iterator says: where to read on. Opaque to clients.
 *
 * @param streamCreated epoch milliseconds, tells a stream from an earlier one of the same name
 * @param index of the next record
 * @param issued epoch milliseconds
 */
public record IteratorToken(
    String stream, long streamCreated, String shard, long index, long issued) {

  private static final String VERSION = "banyan1";

  public String encoded() {
    String fields = String.join("/", VERSION, stream, "" + streamCreated, shard, "" + index);
    byte[] bytes = (fields + "/" + issued).getBytes(StandardCharsets.UTF_8);
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** Reads a token, or nothing if it is not one. */
  public static Optional<IteratorToken> decode(String encoded) {
    try {
      String text = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
      String[] fields = text.split("/", -1);
      if (fields.length != 6 || !fields[0].equals(VERSION)) {
        return Optional.empty();
      }
      long created = Long.parseLong(fields[2]);
      long index = Long.parseLong(fields[4]);
      long issued = Long.parseLong(fields[5]);
      return Optional.of(new IteratorToken(fields[1], created, fields[3], index, issued));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
