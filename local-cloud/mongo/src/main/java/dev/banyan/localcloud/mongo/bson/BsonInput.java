package dev.banyan.localcloud.mongo.bson;

import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.BsonJavaScript;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Decimal128;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.LegacyUUID;
import de.bwaldvogel.mongo.bson.MaxKey;
import de.bwaldvogel.mongo.bson.MinKey;
import de.bwaldvogel.mongo.bson.ObjectId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads documents without losing a value's type, which the base's decoder does for some. See the <a
 * href="https://bsonspec.org/spec.html">BSON specification</a>.
 */
public final class BsonInput {

  private static final int UUID_BYTES = 16;
  private static final int OBJECT_ID_BYTES = 12;

  /** What a decoder makes of bytes that are no UTF-8. */
  private static final char REPLACEMENT = '\uFFFD';

  private final ByteBuf in;

  public BsonInput(ByteBuf in) {
    this.in = in;
  }

  public Document document() {
    int end = in.readerIndex() + in.readIntLE();
    Document document = new Document();
    for (byte type = in.readByte(); type != 0; type = in.readByte()) {
      put(document, name(), value(type));
    }
    if (in.readerIndex() != end) {
      throw new IllegalArgumentException("Not BSON: a document's length is not what it says");
    }
    return document;
  }

  /** A name that comes again keeps its first value and its others: see {@link RepeatedName}. */
  private static void put(Document document, String name, @Nullable Object value) {
    int size = document.size();
    Object former = document.put(name, value);
    if (document.size() == size) {
      document.put(name, former);
      document.put(RepeatedName.next(document, name), value);
    }
  }

  /**
   * The named fields of a document that is known to be valid; of a name that comes twice the first.
   */
  Document fields(Set<String> names) {
    in.skipBytes(Integer.BYTES);
    Document document = new Document();
    for (byte type = in.readByte();
        type != 0 && document.size() < names.size();
        type = in.readByte()) {
      String name = name();
      if (names.contains(name) && !document.containsKey(name)) {
        document.put(name, value(type));
      } else {
        skip(type);
      }
    }
    return document;
  }

  private void skip(byte type) {
    if (type == BsonType.REGEX) {
      in.skipBytes(in.bytesBefore((byte) 0) + 1);
      in.skipBytes(in.bytesBefore((byte) 0) + 1);
    } else {
      in.skipBytes(length(type));
    }
  }

  /** Bytes of a value of any type but a regular expression. */
  private int length(byte type) {
    return switch (type) {
      case BsonType.NULL, BsonType.MIN_KEY, BsonType.MAX_KEY -> 0;
      case BsonType.BOOLEAN -> 1;
      case BsonType.INT32 -> Integer.BYTES;
      case BsonType.DOUBLE, BsonType.DATE, BsonType.TIMESTAMP, BsonType.INT64 -> Long.BYTES;
      case BsonType.OBJECT_ID -> OBJECT_ID_BYTES;
      case BsonType.DECIMAL128 -> 2 * Long.BYTES;
      case BsonType.STRING, BsonType.CODE -> Integer.BYTES + in.getIntLE(in.readerIndex());
      case BsonType.DOCUMENT, BsonType.ARRAY -> in.getIntLE(in.readerIndex());
      case BsonType.BINARY -> Integer.BYTES + 1 + in.getIntLE(in.readerIndex());
      default -> opaqueLength(type);
    };
  }

  private List<@Nullable Object> array() {
    List<@Nullable Object> array = new ArrayList<>();
    in.skipBytes(Integer.BYTES);
    for (byte type = in.readByte(); type != 0; type = in.readByte()) {
      in.skipBytes(in.bytesBefore((byte) 0) + 1);
      array.add(value(type));
    }
    return array;
  }

  public String name() {
    int length = in.bytesBefore((byte) 0);
    String name = in.toString(in.readerIndex(), length, StandardCharsets.UTF_8);
    in.skipBytes(length + 1);
    return name;
  }

  /** Bytes that are no UTF-8 would not come back from text. */
  private Object string() {
    int start = in.readerIndex();
    String text = text();
    return text.indexOf(REPLACEMENT) < 0 || isUtf8(start)
        ? text
        : new OpaqueValue(
            BsonType.STRING, ByteBufUtil.getBytes(in, start, in.readerIndex() - start));
  }

  private boolean isUtf8(int start) {
    int bytes = in.readerIndex() - start - Integer.BYTES - 1;
    return ByteBufUtil.isText(in, start + Integer.BYTES, bytes, StandardCharsets.UTF_8);
  }

  private String text() {
    int length = in.readIntLE() - 1;
    String text = in.toString(in.readerIndex(), length, StandardCharsets.UTF_8);
    in.skipBytes(length + 1);
    return text;
  }

  private @Nullable Object value(byte type) {
    return switch (type) {
      case BsonType.DOUBLE -> Double.longBitsToDouble(in.readLongLE());
      case BsonType.STRING -> string();
      case BsonType.DOCUMENT -> document();
      case BsonType.ARRAY -> array();
      case BsonType.BINARY -> binary();
      case BsonType.OBJECT_ID -> new ObjectId(bytes(OBJECT_ID_BYTES));
      case BsonType.BOOLEAN -> in.readByte() != 0;
      case BsonType.DATE -> Instant.ofEpochMilli(in.readLongLE());
      case BsonType.NULL -> null;
      case BsonType.REGEX -> new BsonRegularExpression(name(), name());
      case BsonType.CODE -> new BsonJavaScript(text());
      case BsonType.INT32 -> in.readIntLE();
      case BsonType.TIMESTAMP -> new BsonTimestamp(in.readLongLE());
      case BsonType.INT64 -> in.readLongLE();
      case BsonType.DECIMAL128 -> new Decimal128(in.readLongLE(), in.readLongLE());
      case BsonType.MIN_KEY -> MinKey.getInstance();
      case BsonType.MAX_KEY -> MaxKey.getInstance();
      default -> new OpaqueValue(type, bytes(opaqueLength(type)));
    };
  }

  private int opaqueLength(byte type) {
    int counted = type == BsonType.UNDEFINED ? 0 : in.getIntLE(in.readerIndex());
    return switch (type) {
      case BsonType.UNDEFINED -> 0;
      case BsonType.SYMBOL -> Integer.BYTES + counted;
      case BsonType.DB_POINTER -> Integer.BYTES + counted + OBJECT_ID_BYTES;
      case BsonType.CODE_WITH_SCOPE -> counted;
      default ->
          throw new IllegalArgumentException("Not BSON: type 0x" + Integer.toHexString(type));
    };
  }

  private Object binary() {
    int length = in.getIntLE(in.readerIndex());
    byte subtype = in.getByte(in.readerIndex() + Integer.BYTES);
    boolean isUuid = length == UUID_BYTES;
    if (subtype == BsonType.GENERIC) {
      in.skipBytes(Integer.BYTES + 1);
      return new BinData(bytes(length));
    } else if (subtype == BsonType.OLD_UUID && isUuid) {
      in.skipBytes(Integer.BYTES + 1);
      return new LegacyUUID(in.readLongLE(), in.readLongLE());
    } else if (subtype == BsonType.UUID && isUuid) {
      in.skipBytes(Integer.BYTES + 1);
      return new UUID(in.readLong(), in.readLong());
    }
    return new OpaqueValue(BsonType.BINARY, bytes(Integer.BYTES + 1 + length));
  }

  private byte[] bytes(int length) {
    byte[] bytes = ByteBufUtil.getBytes(in, in.readerIndex(), length);
    in.skipBytes(length);
    return bytes;
  }
}
