package dev.banyan.localcloud.mongo.bson;

import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes documents, those values too that the base's encoder does not know. */
public final class BsonOutput {

  private final ByteBuf out;

  public BsonOutput(ByteBuf out) {
    this.out = out;
  }

  public void document(Map<?, ?> document) {
    int start = out.writerIndex();
    out.writeIntLE(0);
    document.forEach((name, value) -> field(String.valueOf(name), value));
    end(start);
  }

  private void array(Collection<?> array) {
    int start = out.writerIndex();
    out.writeIntLE(0);
    int index = 0;
    for (Object element : array) {
      field(Integer.toString(index++), element);
    }
    end(start);
  }

  private void end(int start) {
    out.writeByte(0);
    out.setIntLE(start, out.writerIndex() - start);
  }

  private void field(String name, @Nullable Object value) {
    byte type = type(value);
    out.writeByte(type);
    ByteBufUtil.writeUtf8(out, RepeatedName.asGiven(name));
    out.writeByte(0);
    if (value instanceof StoredDocument stored) {
      out.writeBytes(stored.bytes());
    } else if (value instanceof OpaqueValue opaque) {
      out.writeBytes(opaque.payload());
    } else if (value instanceof Map<?, ?> inner) {
      document(inner);
    } else if (value instanceof Collection<?> array) {
      array(array);
    } else if (value instanceof String text) {
      text(text);
    } else {
      BsonEncoder.encodeValue(type, value, out);
    }
  }

  private static byte type(@Nullable Object value) {
    if (value instanceof StoredDocument) {
      return BsonType.DOCUMENT;
    }
    return value instanceof OpaqueValue opaque ? opaque.type() : BsonEncoder.determineType(value);
  }

  private void text(String text) {
    int start = out.writerIndex();
    out.writeIntLE(0);
    int length = ByteBufUtil.writeUtf8(out, text) + 1;
    out.writeByte(0);
    out.setIntLE(start, length);
  }
}
