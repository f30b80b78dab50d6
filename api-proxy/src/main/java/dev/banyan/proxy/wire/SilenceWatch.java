package dev.banyan.proxy.wire;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.timeout.IdleStateEvent;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells of a connection on which nothing has passed for a while, either way: after the time that it
 * was given, or a quarter more. Netty's handler reads the clock at each read and each write and is
 * told of each write's end; this one looks four times in the whole time, and asks the connection's
 * wire for reads, which passes all of them anyway.
 *
 * <p>Used on its channel's event loop only.
 */
public final class SilenceWatch extends ChannelDuplexHandler {

  /** Vert.x's name for its own. */
  private static final String NAME = "idle";

  private static final int LOOKS = 4;

  private final ReadMark reads;
  private final long lookMillis;
  private int readBefore;
  private boolean passed;
  private int quiet;
  private @Nullable Future<?> next;

  SilenceWatch(Duration silence, ReadMark reads) {
    this.reads = reads;
    this.lookMillis = Math.max(1, silence.toMillis() / LOOKS);
  }

  /** Takes the place of the one that Vert.x has put before a side's wire, if there is one. */
  public static void install(ChannelPipeline pipeline, Duration silence, ResponseWire wire) {
    install(pipeline, silence, wire.reads());
  }

  /** The same behind a client's wire. */
  public static void install(ChannelPipeline pipeline, Duration silence, RequestWire wire) {
    install(pipeline, silence, wire.reads());
  }

  /** The same for someone who marks every read. */
  public static void install(ChannelPipeline pipeline, Duration silence, ReadMark reads) {
    if (pipeline.get(NAME) != null) {
      pipeline.replace(NAME, NAME, new SilenceWatch(silence, reads));
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    lookLater(ctx);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    stop();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    stop();
    ctx.fireChannelInactive();
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    passed = true;
    ctx.write(message, promise);
  }

  private void lookLater(ChannelHandlerContext ctx) {
    next = ctx.executor().schedule(() -> look(ctx), lookMillis, TimeUnit.MILLISECONDS);
  }

  private void look(ChannelHandlerContext ctx) {
    lookLater(ctx);
    int read = reads.count();
    quiet = read != readBefore || passed ? 0 : quiet + 1;
    readBefore = read;
    passed = false;
    if (quiet == LOOKS) {
      quiet = 0;
      ctx.fireUserEventTriggered(IdleStateEvent.ALL_IDLE_STATE_EVENT);
    }
  }

  private void stop() {
    if (next != null) {
      next.cancel(false);
      next = null;
    }
  }
}
