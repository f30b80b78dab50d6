package dev.banyan.localcloud.mongo.wire;

import de.bwaldvogel.mongo.bson.Document;
import dev.banyan.localcloud.mongo.bson.BsonInput;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads commands. See <a
 * href="https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/">Wire Protocol</a>.
 */
public final class WireDecoder extends ByteToMessageDecoder {

  /** As hello tells it. */
  public static final int LARGEST_MESSAGE = 48_000_000;

  private static final int OP_QUERY = 2004;
  private static final int OP_MSG = 2013;
  private static final int CHECKSUM_PRESENT = 1;
  private static final int MORE_TO_COME = 1 << 1;
  private static final int REQUIRED_FLAGS = 0xFFFF;
  private static final int BODY = 0;
  private static final int SEQUENCE = 1;

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    if (in.readableBytes() < Integer.BYTES) {
      return;
    }
    int length = in.getIntLE(in.readerIndex());
    if (length > LARGEST_MESSAGE || length < 4 * Integer.BYTES) {
      throw new IllegalArgumentException("Not a MongoDB message: length " + length);
    }
    if (in.readableBytes() >= length) {
      out.add(request(in.readSlice(length)));
    }
  }

  private static WireRequest request(ByteBuf message) {
    message.skipBytes(Integer.BYTES);
    int requestId = message.readIntLE();
    message.skipBytes(Integer.BYTES);
    int operation = message.readIntLE();
    return switch (operation) {
      case OP_MSG -> command(requestId, message);
      case OP_QUERY -> query(requestId, message);
      default ->
          throw new IllegalArgumentException(
              "The embedded MongoDB knows OP_MSG and OP_QUERY, not operation " + operation);
    };
  }

  private static WireRequest query(int requestId, ByteBuf message) {
    message.skipBytes(Integer.BYTES);
    BsonInput bson = new BsonInput(message);
    String collection = bson.name();
    message.skipBytes(2 * Integer.BYTES);
    Document wrapped = bson.document();
    Document body = wrapped.get("$query") instanceof Document inner ? inner : wrapped;
    String database = collection.substring(0, Math.max(0, collection.indexOf('.')));
    return new WireRequest(requestId, database, body, true, true);
  }

  private static WireRequest command(int requestId, ByteBuf message) {
    int flags = message.readIntLE();
    int known = CHECKSUM_PRESENT | MORE_TO_COME;
    if ((flags & REQUIRED_FLAGS & ~known) != 0) {
      throw new IllegalArgumentException("Unknown OP_MSG flags " + Integer.toHexString(flags));
    }
    int checksum = (flags & CHECKSUM_PRESENT) == 0 ? 0 : Integer.BYTES;
    Document body = new Document();
    Document sequences = new Document();
    while (message.readableBytes() > checksum) {
      byte kind = message.readByte();
      if (kind == BODY) {
        body = new BsonInput(message).document();
      } else if (kind == SEQUENCE) {
        readSequence(message, sequences);
      } else {
        throw new IllegalArgumentException("Unknown OP_MSG section " + kind);
      }
    }
    body.putAll(sequences);
    String database = String.valueOf(body.get("$db"));
    return new WireRequest(requestId, database, body, false, (flags & MORE_TO_COME) == 0);
  }

  private static void readSequence(ByteBuf message, Document sequences) {
    int end = message.readerIndex() + message.readIntLE();
    BsonInput bson = new BsonInput(message);
    String name = bson.name();
    List<Document> documents = new ArrayList<>();
    while (message.readerIndex() < end) {
      documents.add(bson.document());
    }
    sequences.put(name, documents);
  }
}
