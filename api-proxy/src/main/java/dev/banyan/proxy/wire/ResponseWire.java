package dev.banyan.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * Reads a side's bytes before the HTTP codec does. An answer that could be read in two ways, or
 * that nobody asked for, closes the connection: its client gets 502, or if it has the head a cut.
 *
 * <p>Used on its channel's event loop only.
 */
public final class ResponseWire extends ChannelInboundHandlerAdapter implements ReadMark {

  private enum Mode {
    IDLE,
    HEAD,
    FIXED,
    CHUNKED,
    UNREAD,
    REFUSED
  }

  /** Before one answer; servers send one or two. */
  private static final int MOST_PROVISIONAL = 32;

  private final ResponseHead head;
  private final ChunkScanner chunks;
  private Mode mode = Mode.IDLE;
  private boolean bodiless;
  private boolean upgrade;
  private boolean read;
  private int provisional;
  private long left;
  private @Nullable ByteBuf held;
  private int scanned;

  private ResponseWire(WireLimits limits) {
    head = new ResponseHead(limits);
    chunks = new ChunkScanner(limits);
  }

  /**
   * Puts one around a client's codec.
   *
   * @param codec the name of the codec's handler
   */
  public static ResponseWire install(ChannelPipeline pipeline, String codec, WireLimits limits) {
    ResponseWire wire = before(pipeline, codec, limits);
    pipeline.addAfter(codec, "banyan-asked", wire.new Asked());
    return wire;
  }

  /**
   * Puts one before a decoder, for someone who says what was {@link #asked}.
   *
   * @param codec the name of the decoder
   */
  public static ResponseWire before(ChannelPipeline pipeline, String codec, WireLimits limits) {
    ResponseWire wire = new ResponseWire(limits);
    pipeline.addBefore(codec, "banyan-wire", wire);
    return wire;
  }

  /**
   * A request is being sent.
   *
   * @param head whether its method is HEAD, whose answer has no body
   * @param upgrades whether it asks to leave HTTP
   */
  public void asked(boolean head, boolean upgrades) {
    if (mode == Mode.IDLE) {
      bodiless = head;
      upgrade = upgrades;
      provisional = 0;
      mode = Mode.HEAD;
      this.head.reset();
    }
  }

  @Override
  public boolean takeRead() {
    boolean since = read;
    read = false;
    return since;
  }

  /** Notes what is asked, for the answer to HEAD has no body. */
  private final class Asked extends ChannelOutboundHandlerAdapter {

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      if (message instanceof HttpRequest request) {
        asked(request.method().equals(HttpMethod.HEAD), request.headers().contains("Upgrade"));
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
    read = true;
    if (mode == Mode.UNREAD || !(message instanceof ByteBuf part)) {
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
      mode = Mode.REFUSED;
      ctx.fireExceptionCaught(new BadAnswerException(reason));
      ctx.close();
    }
  }

  /** Reads, and passes on what is right; the reason if it is not. */
  private @Nullable String scan(ChannelHandlerContext ctx, ByteBuf in) {
    int end = in.writerIndex();
    int at = in.readerIndex() + scanned;
    int start = scanned > 0 ? in.readerIndex() : at;
    while (at < end && mode != Mode.UNREAD) {
      switch (mode) {
        case HEAD -> {
          at = head.scan(in, at, end);
          if (head.refusal() != null) {
            return head.refusal().reason();
          }
          if (head.isDone()) {
            String reason = headEnds();
            if (reason != null) {
              return reason;
            }
            if (mode == Mode.HEAD) {
              drop(ctx, in, start, at);
            }
            start = at;
          }
        }
        case FIXED -> {
          int skipped = (int) Math.min(left, end - at);
          at += skipped;
          left -= skipped;
          mode = left == 0 ? Mode.IDLE : mode;
        }
        case CHUNKED -> {
          at = chunks.scan(in, at, end);
          if (chunks.refusal() != null) {
            return chunks.refusal().reason();
          }
          mode = chunks.isDone() ? Mode.IDLE : mode;
        }
        default -> {
          return "the side says more than it was asked for";
        }
      }
    }
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
    if (mode != Mode.HEAD || start == in.writerIndex()) {
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

  private @Nullable String headEnds() {
    if (head.status() == 101) {
      mode = Mode.UNREAD;
      return upgrade ? null : "the side upgrades though nobody asked it to";
    }
    if (head.status() < 200) {
      head.reset(); // the answer proper follows
      return ++provisional <= MOST_PROVISIONAL ? null : "there are too many provisional answers";
    }
    if (bodiless || head.isBodiless()) {
      mode = Mode.IDLE;
    } else if (head.framing.isChunked()) {
      mode = Mode.CHUNKED;
      chunks.reset();
    } else if (head.framing.length() >= 0) {
      left = head.framing.length();
      mode = left == 0 ? Mode.IDLE : Mode.FIXED;
    } else {
      mode = Mode.UNREAD; // to the end of the connection
    }
    return null;
  }

  /** What a side sent is not an answer. */
  private static final class BadAnswerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BadAnswerException(String reason) {
      super("answer refused: " + reason, null, false, false);
    }
  }
}
