package dev.banyan.jobs.image;

import java.nio.charset.StandardCharsets;

/** Names the place of a byte in a document; slow, for messages. */
public final class BsonPath {

  private BsonPath() {}

  /**
   * The dotted path of the value that holds a byte; as far as the document can be read.
   *
   * @param start of the document
   * @param limit first byte behind it
   */
  public static String at(byte[] bytes, int start, int limit, int position) {
    StringBuilder path = new StringBuilder();
    try {
      descend(bytes, start, limit, position, path);
    } catch (RefusedException e) {
      return path.toString(); // the way ends where the bytes stop making sense
    }
    return path.toString();
  }

  private static void descend(
      byte[] bytes, int start, int limit, int position, StringBuilder path) {
    int document = start;
    int end = BsonScan.documentEnd(bytes, document, limit);
    int next = document + 4;
    while (next < end && next <= position) {
      int type = bytes[next] & 0xff;
      int name = next + 1;
      int value = BsonScan.nameEnd(bytes, name, end) + 1;
      int before = path.length();
      path.append(before == 0 ? "" : ".")
          .append(new String(bytes, name, value - 1 - name, StandardCharsets.UTF_8));
      next = BsonScan.valueEnd(bytes, type, value, end);
      if (position >= next && position != value) { // a null has no bytes
        path.setLength(before);
      } else if (position > value && (type == BsonTypes.DOCUMENT || type == BsonTypes.ARRAY)) {
        end = next - 1;
        next = value + 4;
      } else {
        return;
      }
    }
  }
}
