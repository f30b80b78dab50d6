package dev.banyan.localcloud.mongo.bson;

import de.bwaldvogel.mongo.bson.Document;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Set;

/**
 * Documents as BSON bytes. Stored documents are kept this way: a small document takes a fifth of
 * the heap of its map, and no reader can see a half-made update.
 */
public final class Bson {

  private static final int TYPICAL_SIZE = 256;

  private Bson() {}

  public static byte[] encode(Document document) {
    ByteBuf buffer = Unpooled.buffer(TYPICAL_SIZE);
    new BsonOutput(buffer).document(document);
    byte[] bytes = new byte[buffer.readableBytes()];
    buffer.readBytes(bytes);
    return bytes;
  }

  public static Document decode(byte[] bytes) {
    return new BsonInput(Unpooled.wrappedBuffer(bytes)).document();
  }

  /** Some of the outermost fields only; the others are passed over. */
  static Document decode(byte[] bytes, Set<String> fields) {
    return fields.isEmpty()
        ? new Document()
        : new BsonInput(Unpooled.wrappedBuffer(bytes)).fields(fields);
  }
}
