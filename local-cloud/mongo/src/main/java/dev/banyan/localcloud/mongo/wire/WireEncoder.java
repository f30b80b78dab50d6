package dev.banyan.localcloud.mongo.wire;

import dev.banyan.localcloud.mongo.bson.BsonOutput;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToByteEncoder;

/**
 * Writes replies. See <a
 * href="https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/">Wire Protocol</a>.
 */
public final class WireEncoder extends MessageToByteEncoder<WireReply> {

  private static final int OP_REPLY = 1;
  private static final int OP_MSG = 2013;

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
