package dev.banyan.localcloud.mongo.wire;

import de.bwaldvogel.mongo.bson.Document;
import dev.banyan.localcloud.mongo.bson.BsonOutput;
import dev.banyan.localcloud.mongo.bson.StoredDocument;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToByteEncoder;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Writes replies. See <a
 * href="https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/">Wire Protocol</a>.
 */
public final class WireEncoder extends MessageToByteEncoder<WireReply> {

  /** Of an answer, without the documents. */
  private static final int OTHER_BYTES = 1_024;

  /** Of a document's place in its array: type and number. */
  private static final int NAME = 10;

  private static final int OP_REPLY = 1;
  private static final int OP_MSG = 2013;

  /** Of the right size at once: an answer of 1 MB would be copied a dozen times while it grows. */
  @Override
  protected ByteBuf allocateBuffer(
      ChannelHandlerContext context, WireReply reply, boolean preferDirect) {
    return context.alloc().ioBuffer(OTHER_BYTES + storedBytes(reply.body()));
  }

  private static int storedBytes(Document reply) {
    return reply.get("cursor") instanceof Document cursor
        ? cursor.values().stream().mapToInt(WireEncoder::storedBytes).sum()
        : 0;
  }

  private static int storedBytes(@Nullable Object batch) {
    int bytes = 0;
    if (batch instanceof Collection<?> documents) {
      for (Object document : documents) {
        bytes += document instanceof StoredDocument stored ? stored.bytes().length + NAME : 0;
      }
    }
    return bytes;
  }

  @Override
  protected void encode(ChannelHandlerContext context, WireReply reply, ByteBuf out) {
    int start = out.writerIndex();
    out.writeIntLE(0);
    out.writeIntLE(reply.requestId());
    out.writeIntLE(reply.responseTo());
    out.writeIntLE(reply.legacy() ? OP_REPLY : OP_MSG);
    out.writeIntLE(0); // flags
    if (reply.legacy()) {
      out.writeLongLE(0); // cursor
      out.writeIntLE(0); // starting from
      out.writeIntLE(1); // documents
    } else {
      out.writeByte(0); // a body
    }
    new BsonOutput(out).document(reply.body());
    out.setIntLE(start, out.writerIndex() - start);
  }
}
