package dev.banyan.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;

/**
 * Sees that a head in HTTP/2 does not take too long, and counts what is kept of frames that are not
 * whole: Netty waits for the rest of a frame, and for the frames that continue a head, as long as
 * anything comes. It reads no more than each frame's own head (RFC 9113, 4.1), and passes all on.
 * Used on its channel's event loop only.
 */
final class Http2Frames extends ChannelInboundHandlerAdapter {

  private static final String NAME = "banyan-frames";
  private static final int PREFACE = 24;
  private static final int HEAD = 9;
  private static final int TYPE = 3;
  private static final int FLAGS = 4;
  private static final int HEADERS = 1;
  private static final int CONTINUATION = 9;
  private static final int END_HEADERS = 4;

  private final HeadTimer timer;
  private final Claim claim;
  private final byte[] head = new byte[HEAD];
  private int headRead;
  private int skip;
  private boolean inHead;
  private boolean endsHead;
  private int unfinished;

  /**
   * A connection's, from its preface on.
   *
   * @param longest that a head may take
   * @param before bytes in front of the preface
   */
  Http2Frames(Duration longest, RequestMemory memory, int before) {
    this.timer = new HeadTimer(longest);
    this.claim = new Claim(memory, () -> {}); // Netty frees it with the connection
    this.skip = before + PREFACE;
  }

  /** Puts one behind a handler that is about to pass the preface on. */
  static void install(ChannelHandlerContext wire, Duration longest, RequestMemory memory, int at) {
    wire.pipeline().addAfter(wire.name(), NAME, new Http2Frames(longest, memory, at));
  }

  /** Puts one behind TLS, if its handshake agrees on HTTP/2. */
  static void installBehindTls(ChannelPipeline pipeline, Duration longest, RequestMemory memory) {
    ChannelHandlerContext tls = pipeline.context(SslHandler.class);
    if (tls != null && tls.handler() instanceof SslHandler handler) {
      handler
          .handshakeFuture()
          .addListener(
              done -> {
                if (ApplicationProtocolNames.HTTP_2.equals(handler.applicationProtocol())) {
                  install(tls, longest, memory, 0);
                }
              });
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof ByteBuf in) {
      scan(in);
      claim.end();
      if (unfinished > 0) {
        claim.begin(ctx, unfinished);
      }
      if (inHead) {
        timer.start(ctx, () -> HardClose.close(ctx.channel()));
      } else {
        timer.stop();
      }
    }
    ctx.fireChannelRead(message);
  }

  private void scan(ByteBuf in) {
    int at = in.readerIndex();
    int end = in.writerIndex();
    while (at < end) {
      if (skip > 0) {
        int step = Math.min(skip, end - at);
        skip -= step;
        at += step;
        unfinished += step;
      } else {
        head[headRead++] = in.getByte(at++);
        if (headRead == HEAD) {
          begins();
        }
      }
      if (skip == 0 && headRead == 0) {
        ends();
      }
    }
  }

  private void begins() {
    headRead = 0;
    skip = (head[0] & 0xff) << 16 | (head[1] & 0xff) << 8 | head[2] & 0xff;
    if (head[TYPE] == HEADERS || head[TYPE] == CONTINUATION) {
      inHead = true;
      endsHead = (head[FLAGS] & END_HEADERS) != 0;
    }
  }

  private void ends() {
    if (endsHead) {
      endsHead = false;
      inHead = false;
    }
    if (!inHead) {
      unfinished = 0;
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    stop();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    stop();
  }

  private void stop() {
    timer.stop();
    claim.end();
  }
}
