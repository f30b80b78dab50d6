package dev.banyan.jobs.image;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.bson.RawBsonDocument;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;
import org.bson.types.ObjectId;

/** The text of a value, for keys and where a mapping asks for text. */
public final class ScalarText {

  private static final JsonWriterSettings RELAXED =
      JsonWriterSettings.builder().outputMode(JsonMode.RELAXED).build();

  private ScalarText() {}

  /**
   * The text: of strings themselves, of numbers their digits, of dates ISO 8601, of object ids and
   * UUIDs the usual form, of everything else relaxed extended JSON.
   *
   * @throws RefusedException if a string or a name in it is no UTF-8
   */
  public static String of(byte[] bytes, int type, int at, int end) {
    return switch (type) {
      case BsonTypes.STRING, BsonTypes.SYMBOL, BsonTypes.CODE -> utf8(bytes, at + 4, end - at - 5);
      case BsonTypes.INT32 -> Integer.toString(BsonScan.int32(bytes, at));
      case BsonTypes.INT64 -> Long.toString(BsonScan.int64(bytes, at));
      case BsonTypes.DOUBLE -> Numbers.text(BsonScan.int64(bytes, at));
      case BsonTypes.DECIMAL128 -> Numbers.text(NumberImages.decimal(bytes, at));
      case BsonTypes.BOOLEAN -> Boolean.toString(bytes[at] == 1);
      case BsonTypes.NULL -> "null";
      case BsonTypes.DATE -> Instant.ofEpochMilli(BsonScan.int64(bytes, at)).toString();
      case BsonTypes.OBJECT_ID -> objectId(bytes, at);
      default -> json(bytes, type, at, end);
    };
  }

  static String utf8(byte[] bytes, int at, int length) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, at, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw new RefusedException(at, "not valid UTF-8");
    }
  }

  private static String objectId(byte[] bytes, int at) {
    return new ObjectId(ByteBuffer.wrap(bytes, at, 12)).toHexString();
  }

  /** The usual text of 16 bytes in network order. */
  public static String uuid(byte[] bytes, int at) {
    ByteBuffer sixteen = ByteBuffer.wrap(bytes, at, 16);
    return new UUID(sixteen.getLong(), sixteen.getLong()).toString();
  }

  private static String json(byte[] bytes, int type, int at, int end) {
    if (type == BsonTypes.BINARY && bytes[at + 4] == 4 && end - at == 21) {
      return uuid(bytes, at + 5);
    }
    BsonBytes wrapped = new BsonBytes();
    wrapped.openDocument();
    wrapped.element(type, "v").raw(bytes, at, end - at);
    wrapped.closeDocument();
    byte[] document = wrapped.toArray();
    BsonScan.check(document, 0, document.length);
    refuseBytes(document, 0, document.length, at);
    String json = new RawBsonDocument(document).toJson(RELAXED);
    return json.substring(json.indexOf(':') + 1, json.length() - 1).strip();
  }

  /** The driver would put U+FFFD in the place of what is no UTF-8. */
  private static void refuseBytes(byte[] bytes, int at, int limit, int position) {
    int end = BsonScan.documentEnd(bytes, at, limit);
    int next = at + 4;
    while (next < end) {
      int type = bytes[next] & 0xff;
      int name = next + 1;
      int value = BsonScan.nameEnd(bytes, name, end) + 1;
      next = BsonScan.valueEnd(bytes, type, value, end);
      boolean valid =
          Utf8.valid(bytes, name, value - 1 - name)
              && switch (type) {
                case BsonTypes.STRING, BsonTypes.CODE, BsonTypes.SYMBOL ->
                    Utf8.valid(bytes, value + 4, next - value - 5);
                case BsonTypes.DB_POINTER -> Utf8.valid(bytes, value + 4, next - value - 17);
                case BsonTypes.REGEX -> Utf8.valid(bytes, value, next - value);
                case BsonTypes.CODE_WITH_SCOPE ->
                    Utf8.valid(bytes, value + 8, BsonScan.int32(bytes, value + 4) - 1);
                default -> true;
              };
      if (!valid) {
        throw new RefusedException(position, "not valid UTF-8");
      }
      if (type == BsonTypes.DOCUMENT || type == BsonTypes.ARRAY) {
        refuseBytes(bytes, value, next, position);
      } else if (type == BsonTypes.CODE_WITH_SCOPE) {
        refuseBytes(bytes, BsonScan.scope(bytes, value), next, position);
      }
    }
  }
}
