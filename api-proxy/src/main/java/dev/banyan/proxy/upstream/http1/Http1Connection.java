package dev.banyan.proxy.upstream.http1;

import dev.banyan.proxy.wire.AnswerHead;
import dev.banyan.proxy.wire.AnswerReader;
import dev.banyan.proxy.wire.BatchedReads;
import dev.banyan.proxy.wire.QuickAck;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.timeout.IdleStateEvent;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.internal.ContextInternal;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a side, with one request at a time. It is the last to see what is read; what
 * Vert.x has behind it is told only of the end. Used on its event loop only.
 */
final class Http1Connection extends BatchedReads {

  private final Http1Pool pool;
  private final ContextInternal context;
  private final AnswerReader reader;
  private final ChannelHandlerContext ctx;
  private final KeepAlive keepAlive = new KeepAlive();
  private @Nullable Http1Request current;
  private boolean forgotten;
  private boolean paused;
  private boolean expectsMore;
  private long idleSince;

  Http1Connection(
      Http1Pool pool, ContextInternal context, AnswerReader reader, ChannelHandlerContext ctx) {
    super(false);
    this.pool = pool;
    this.context = context;
    this.reader = reader;
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
    reader.expect(bodiless);
  }

  ByteBuf buffer(int bytes) {
    return ctx.alloc().directBuffer(bytes);
  }

  void write(ByteBuf bytes) {
    ctx.write(bytes, ctx.voidPromise());
  }

  /** A part of a body, sent at once: one that waited would fill the connection, and be paused. */
  void writeAndFlush(ByteBuf bytes) {
    ctx.writeAndFlush(bytes, ctx.voidPromise());
  }

  /** Has sent what was written, together with what others send. */
  void flush() {
    pool.outgoing().flush(ctx);
  }

  boolean isWritable() {
    return ctx.channel().isWritable();
  }

  void read(boolean on) {
    ctx.channel().config().setAutoRead(on);
    if (paused == on) {
      paused = !on;
      pool.stalls(this, paused);
    }
  }

  /** Its client takes nothing, and others wait for a connection. */
  void stalled() {
    breaks(new HttpClosedException("its client takes nothing, and others wait"));
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
  protected void look(ChannelHandlerContext ignored, Object message) {
    ContextInternal before = context.beginDispatch();
    try {
      read((ByteBuf) message);
    } catch (RuntimeException e) {
      ctx.close();
      context.reportException(e);
    } finally {
      context.endDispatch(before);
    }
  }

  private void read(ByteBuf in) {
    String refusal = reader.read(in);
    ByteBuf part = reader.part();
    try {
      read(refusal, part);
    } finally {
      if (part != null) {
        part.release();
      }
    }
  }

  private void read(@Nullable String refusal, @Nullable ByteBuf part) {
    Http1Request request = current;
    if (refusal != null) {
      breaks(new IllegalArgumentException("answer refused: " + refusal));
    } else if (request != null) {
      AnswerHead head = reader.head();
      if (head != null) {
        keepAlive.read(head);
        request.answered(head);
      }
      if (current == request) { // it may have been given up at its answer's head
        content(request, part, reader.hasEnded());
      }
    }
  }

  private void content(Http1Request request, @Nullable ByteBuf part, boolean ends) {
    MultiMap trailers = ends ? reader.trailers() : null;
    expectsMore = !ends;
    if (ends) {
      free(request); // before the last part is passed on, which may ask for a connection
    }
    if (part != null) {
      request.part(part);
    }
    if (ends) {
      request.answerEnded(trailers);
    }
  }

  private void free(Http1Request request) {
    current = null;
    request.leaves(); // a client that is slow, or gone, must not stop or close another's connection
    read(true);
    if (keepAlive.isLast() || !request.isWhole() || !isOpen()) {
      ctx.close();
    } else {
      pool.released(this);
    }
  }

  @Override
  protected void looked(ChannelHandlerContext ignored) {
    // It goes no further: nobody behind has been given anything.
    if (expectsMore) {
      expectsMore = false;
      QuickAck.send(ctx.channel());
    }
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
    lookAtKept();
    if (event instanceof IdleStateEvent && current != null) {
      breaks(new HttpClosedException("nothing has passed for too long"));
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ignored, Throwable why) {
    lookAtKept();
    breaks(why);
  }

  @Override
  public void channelInactive(ChannelHandlerContext from) {
    lookAtKept();
    Http1Request request = current;
    if (request != null && reader.endsWithConnection()) {
      context.dispatch(request, this::endsWithConnection);
    }
    if (!forgotten) {
      pool.closed(this);
    }
    breaks(new HttpClosedException("the side has closed the connection"));
    from.fireChannelInactive();
  }

  private void endsWithConnection(Http1Request request) {
    current = null;
    request.answerEnded(null);
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
