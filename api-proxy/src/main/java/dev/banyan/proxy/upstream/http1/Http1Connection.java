package dev.banyan.proxy.upstream.http1;

import dev.banyan.proxy.wire.ResponseWire;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.buffer.BufferInternal;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a side, with one request at a time. It is the last to see what is read; what
 * Vert.x has behind it is told only of the end. Used on its event loop only.
 */
final class Http1Connection extends ChannelInboundHandlerAdapter {

  private static final int FIRST_FINAL = 200;

  private final Http1Pool pool;
  private final ContextInternal context;
  private final ResponseWire wire;
  private final Http1Decoder decoder;
  private final ChannelHandlerContext ctx;
  private final KeepAlive keepAlive = new KeepAlive();
  private @Nullable Http1Request current;
  private boolean provisional;
  private boolean forgotten;
  private long idleSince;

  Http1Connection(
      Http1Pool pool,
      ContextInternal context,
      ResponseWire wire,
      Http1Decoder decoder,
      ChannelHandlerContext ctx) {
    this.pool = pool;
    this.context = context;
    this.wire = wire;
    this.decoder = decoder;
    this.ctx = ctx;
  }

  /** The pool does not count it. */
  void forget() {
    forgotten = true;
  }

  boolean isOpen() {
    return ctx.channel().isActive();
  }

  /** Whether it has been unused for too long, by the pool's rule or by what its side said. */
  boolean isStale(long now, long mostNanos) {
    return now - idleSince > Math.min(mostNanos, keepAlive.nanos());
  }

  void idle(long now) {
    idleSince = now;
  }

  void begin(Http1Request request) {
    current = request;
    request.connected(this);
  }

  /** Expects an answer, from now on. */
  void expect(boolean bodiless) {
    wire.asked(bodiless, false);
    decoder.expect(bodiless);
  }

  ByteBuf buffer(int bytes) {
    return ctx.alloc().directBuffer(bytes);
  }

  void write(ByteBuf bytes) {
    ctx.write(bytes, ctx.voidPromise());
  }

  void writeAndFlush(ByteBuf bytes) {
    ctx.writeAndFlush(bytes, ctx.voidPromise());
  }

  void flush() {
    ctx.flush();
  }

  boolean isWritable() {
    return ctx.channel().isWritable();
  }

  void read(boolean on) {
    ctx.channel().config().setAutoRead(on);
  }

  /** Its request has been given up; if that had begun, nobody knows what comes next. */
  void abandoned(boolean begun) {
    current = null;
    if (begun) {
      close();
    } else {
      pool.released(this);
    }
  }

  void close() {
    current = null;
    ctx.close();
  }

  @Override
  public void channelRead(ChannelHandlerContext ignored, Object message) {
    Http1Request request = current;
    if (request == null) {
      ReferenceCountUtil.release(message);
      return;
    }
    ContextInternal before = context.beginDispatch();
    try {
      read(request, message);
    } catch (RuntimeException e) {
      ctx.close();
      context.reportException(e);
    } finally {
      context.endDispatch(before);
    }
  }

  private void read(Http1Request request, Object message) {
    if (((HttpObject) message).decoderResult().isFailure()) {
      ReferenceCountUtil.release(message);
      breaks(((HttpObject) message).decoderResult().cause());
      return;
    }
    if (message instanceof HttpResponse head) {
      head(request, head);
    }
    if (message instanceof HttpContent part) {
      content(request, part);
    }
  }

  private void head(Http1Request request, HttpResponse head) {
    provisional = head.status().code() < FIRST_FINAL;
    if (!provisional) {
      keepAlive.read(head);
      request.answered(head);
    }
  }

  private void content(Http1Request request, HttpContent part) {
    boolean ends = part instanceof LastHttpContent;
    if (provisional) {
      part.release();
      return; // the answer proper follows
    }
    if (part.content().isReadable() && request.isAnswerRead()) {
      BufferInternal bytes = BufferInternal.safeBuffer(part.content());
      if (ends) {
        ended(request, (LastHttpContent) part, bytes);
      } else {
        request.part(bytes);
      }
      return;
    }
    part.release();
    if (ends) {
      ended(request, (LastHttpContent) part, null);
    }
  }

  /** The connection is free before its last answer is passed on, which may ask for one. */
  private void ended(Http1Request request, LastHttpContent end, @Nullable BufferInternal bytes) {
    if (current == request) {
      current = null;
      ctx.channel().config().setAutoRead(true);
      if (keepAlive.isLast() || !request.isWhole()) {
        ctx.close();
      } else {
        pool.released(this);
      }
    }
    if (bytes != null) {
      request.part(bytes);
    }
    request.answerEnded(end.trailingHeaders() instanceof MultiMap trailers ? trailers : null);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ignored) {
    // Nobody behind it has been given anything.
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ignored) {
    Http1Request request = current;
    if (request != null && isWritable()) {
      context.dispatch(request::drained);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ignored, Object event) {
    if (event instanceof IdleStateEvent && current != null) {
      breaks(new HttpClosedException("nothing has passed for too long"));
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ignored, Throwable why) {
    breaks(why);
  }

  @Override
  public void channelInactive(ChannelHandlerContext from) {
    if (!forgotten) {
      pool.closed(this);
    }
    breaks(new HttpClosedException("the side has closed the connection"));
    from.fireChannelInactive();
  }

  /** Closes it, if it is not closed, and tells the request that it has, if it has one. */
  private void breaks(Throwable why) {
    Http1Request request = current;
    current = null;
    Channel channel = ctx.channel();
    if (channel.isOpen()) {
      ctx.close();
    }
    if (request != null) {
      context.dispatch(why, request::broken);
    }
  }
}
