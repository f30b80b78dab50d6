package dev.banyan.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.PendingWriteQueue;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what follows the agreement to go on in HTTP/2 until the client has said, with its preface,
 * that it has read that. It may be sent earlier (RFC 7540, 3.2), but clients lose their place in it
 * if it is more than fits beside the agreement: the JDK's takes a part of a body for a frame, and
 * curl up to 7.88 gives up. Used on its channel's event loop only.
 */
final class AfterPreface extends ChannelOutboundHandlerAdapter {

  private static final byte[] AGREED = Octets.ascii("HTTP/1.1 101 ");
  private static final byte[] END = Octets.ascii("\r\n\r\n");

  private @Nullable PendingWriteQueue kept;
  private @Nullable ChannelHandlerContext context;

  private AfterPreface() {}

  /** Puts one before the wire that has read the request for it. */
  static AfterPreface install(ChannelHandlerContext wire) {
    AfterPreface made = new AfterPreface();
    wire.pipeline().addBefore(wire.name(), null, made);
    return made;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (kept != null) {
      kept.add(message, promise);
      return;
    }
    if (message instanceof ByteBuf bytes && isAgreement(bytes)) {
      kept = new PendingWriteQueue(ctx);
    }
    ctx.write(message, promise);
  }

  private static boolean isAgreement(ByteBuf bytes) {
    int from = bytes.readerIndex();
    return stands(bytes, from, AGREED) && stands(bytes, bytes.writerIndex() - END.length, END);
  }

  private static boolean stands(ByteBuf in, int at, byte[] text) {
    for (int i = 0; i < text.length; i++) {
      if (at < in.readerIndex() || at + i >= in.writerIndex() || in.getByte(at + i) != text[i]) {
        return false;
      }
    }
    return true;
  }

  /** The preface has come. */
  void release() {
    ChannelHandlerContext ctx = context;
    context = null;
    if (ctx != null && !ctx.isRemoved()) {
      ctx.pipeline().remove(this);
      ctx.flush();
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (kept == null) {
      return;
    }
    if (ctx.channel().isActive()) {
      kept.removeAndWriteAll();
    } else {
      kept.removeAndFailAll(new ClosedChannelException());
    }
  }
}
