package dev.banyan.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Reads a side's bytes before the HTTP codec does. An answer that could be read in two ways, or
 * that nobody asked for, closes the connection: its client gets 502, or if it has the head a cut.
 *
 * <p>Used on its channel's event loop only.
 */
public final class ResponseWire extends ChannelInboundHandlerAdapter {

  private final AnswerScanner answers;
  private final ReadMark reads = new ReadMark();
  private boolean refused;
  private @Nullable ByteBuf held;
  private int scanned;

  private ResponseWire(WireLimits limits) {
    answers = new AnswerScanner(limits, BodyBytes.UNWANTED);
  }

  /**
   * Puts one around a client's codec.
   *
   * @param codec the name of the codec's handler
   */
  public static ResponseWire install(ChannelPipeline pipeline, String codec, WireLimits limits) {
    ResponseWire wire = new ResponseWire(limits);
    pipeline.addBefore(codec, "banyan-wire", wire);
    pipeline.addAfter(codec, "banyan-asked", wire.new Asked());
    return wire;
  }

  /** Notes what is asked, for the answer to HEAD has no body. */
  private final class Asked extends ChannelOutboundHandlerAdapter {

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      if (message instanceof HttpRequest request) {
        answers.expect(
            request.method().equals(HttpMethod.HEAD), request.headers().contains("Upgrade"));
      }
      ctx.write(message, promise);
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    releaseHeld();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    releaseHeld();
    ctx.fireChannelInactive();
  }

  private void releaseHeld() {
    if (held != null) {
      held.release();
      held = null;
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    reads.note();
    if (refused) {
      ReferenceCountUtil.release(message);
      return;
    }
    if (isUnread() || !(message instanceof ByteBuf part)) {
      ctx.fireChannelRead(message);
      return;
    }
    ByteBuf in = part;
    if (held != null) {
      in = held.writeBytes(part);
      part.release();
      held = null;
    } else {
      scanned = 0;
    }
    String reason = scan(ctx, in);
    if (reason != null) {
      in.release();
      refused = true;
      ctx.fireExceptionCaught(new BadAnswerException(reason));
      ctx.close();
    }
  }

  /** Reads, and passes on what is right; the reason if it is not. */
  private @Nullable String scan(ChannelHandlerContext ctx, ByteBuf in) {
    int end = in.writerIndex();
    int at = in.readerIndex() + scanned;
    int start = scanned > 0 ? in.readerIndex() : at;
    while (at < end && !isUnread()) {
      at = answers.step(in, at, end);
      if (answers.refusal() != null) {
        return answers.refusal();
      }
      if (answers.headEnded()) {
        if (answers.isInHead()) {
          drop(ctx, in, start, at);
        }
        start = at;
      }
    }
    answers.endRead();
    pass(ctx, in, start);
    return null;
  }

  /**
   * Keeps a provisional answer from the codec: the client behind it takes all but 100 and 103 for
   * the answer itself, and the answer for that of the next request.
   */
  private static void drop(ChannelHandlerContext ctx, ByteBuf in, int from, int to) {
    if (from > in.readerIndex()) {
      ctx.fireChannelRead(in.readRetainedSlice(from - in.readerIndex()));
    }
    in.readerIndex(to);
  }

  private void pass(ChannelHandlerContext ctx, ByteBuf in, int start) {
    if (!answers.isInHead() || start == in.writerIndex()) {
      scanned = 0;
      ctx.fireChannelRead(in);
      return;
    }
    if (start > in.readerIndex()) {
      ctx.fireChannelRead(in.readRetainedSlice(start - in.readerIndex()));
    }
    scanned = in.readableBytes();
    ByteBuf copy = ctx.alloc().buffer(2 * scanned + 128);
    copy.writeBytes(in);
    in.release();
    held = copy;
  }

  /** Whether nothing in what comes need be looked at. */
  private boolean isUnread() {
    return answers.isForeign() || answers.isToTheEnd();
  }

  /** Marks every read. */
  ReadMark reads() {
    return reads;
  }

  /** What a side sent is not an answer. */
  static final class BadAnswerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BadAnswerException(String reason) {
      super("answer refused: " + reason, null, false, false);
    }
  }
}
