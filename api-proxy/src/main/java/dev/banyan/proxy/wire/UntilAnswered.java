package dev.banyan.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/**
 * What has come behind requests that must be answered first: behind one for WebSocket, which may
 * make another protocol of it, or behind many at once. Used on its channel's event loop only.
 */
final class UntilAnswered {

  /**
   * Requests that are passed on at once; those behind are kept as bytes until one of them is
   * answered. Taken apart, a read's worth of small ones would be megabytes.
   */
  static final int AHEAD = 8;

  private enum Wait {
    NONE,
    FOR_AGREEMENT,
    FOR_AN_ANSWER
  }

  /** Who reads what was kept. */
  interface Reader {

    /**
     * Its turn has come.
     *
     * @param most requests that are read of it
     */
    void read(ChannelHandlerContext ctx, ByteBuf kept, int most);
  }

  private final LaterBytes later;
  private final Reader reader;
  private Wait wait = Wait.NONE;
  private @Nullable ChannelHandlerContext place;

  UntilAnswered(RequestMemory memories, Reader reader) {
    this.later = new LaterBytes(memories);
    this.reader = reader;
  }

  /** Whether all that comes is to be kept. */
  boolean isOn() {
    return wait != Wait.NONE;
  }

  boolean isEmpty() {
    return later.isEmpty();
  }

  void add(ChannelHandlerContext ctx, ByteBuf part) {
    later.add(ctx, part);
  }

  /** Passes what ends with a request for WebSocket, and keeps the rest. */
  void agreement(ChannelHandlerContext ctx, ByteBuf in, int at) {
    wait = Wait.FOR_AGREEMENT;
    later.keepRest(ctx, in, at);
    ctx.fireChannelRead(in);
  }

  /** Passes what ends with so many requests, and keeps the rest until one is answered. */
  void answer(ChannelHandlerContext ctx, ByteBuf in, int at) {
    wait = Wait.FOR_AN_ANSWER;
    place = ctx;
    listen();
    later.keepRest(ctx, in, at);
    later.stop(ctx);
    ctx.fireChannelRead(in);
  }

  /** Has each answer's end heard, as soon as there is a codec that writes them. */
  void listen() {
    ChannelHandlerContext ctx = place;
    if (ctx != null && wait == Wait.FOR_AN_ANSWER) {
      AnswerEnds.install(ctx.channel(), () -> answered(ctx));
    }
  }

  private void answered(ChannelHandlerContext ctx) {
    if (wait == Wait.FOR_AN_ANSWER) {
      goOnLater(ctx, Wait.FOR_AN_ANSWER, 1);
    }
  }

  /** There was no agreement: what was kept are requests. */
  void staysHttp(ChannelHandlerContext ctx) {
    goOnLater(ctx, Wait.FOR_AGREEMENT, AHEAD);
  }

  /** Later, for the codec may be in the middle of a read. */
  private void goOnLater(ChannelHandlerContext ctx, Wait from, int most) {
    ctx.executor().execute(() -> goOn(ctx, from, most));
  }

  private void goOn(ChannelHandlerContext ctx, Wait from, int most) {
    ByteBuf kept = wait == from ? take(ctx) : null;
    if (kept != null) {
      reader.read(ctx, kept, most);
    }
  }

  /** Gives all away, and waits for nothing; null if nothing is kept. */
  @Nullable ByteBuf take(ChannelHandlerContext ctx) {
    wait = Wait.NONE;
    return later.take(ctx);
  }

  void release() {
    later.release();
  }
}
