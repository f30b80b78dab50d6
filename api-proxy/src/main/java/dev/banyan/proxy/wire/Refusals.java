package dev.banyan.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a client hears that what it sends is refused: behind the answers that it is owed. A head is
 * replaced by one that the codec must refuse; of a body whoever watches it is told. Used on its
 * channel's event loop only.
 */
final class Refusals {

  /** A field without colon: the codec calls its listener for a request that is malformed. */
  static final byte[] MALFORMED =
      "GET / HTTP/1.1\r\nrefused\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final BodyWatch bodies = new BodyWatch();
  private @Nullable Refusal why;

  /** Null as long as nothing was refused. */
  @Nullable Refusal why() {
    return why;
  }

  /** So many bodies have begun to be read. */
  void begun(int count) {
    bodies.begun(count);
  }

  /**
   * Refuses a head, and passes what came before it.
   *
   * @param start where it begins
   */
  void head(ChannelHandlerContext ctx, ByteBuf in, int start, Refusal reason) {
    why = reason;
    if (start > in.readerIndex()) {
      ctx.fireChannelRead(in.readRetainedSlice(start - in.readerIndex()));
    }
    in.release();
    ctx.fireChannelRead(Unpooled.wrappedBuffer(MALFORMED));
  }

  /**
   * Refuses the body that is being read.
   *
   * @param begun how many have begun
   */
  void body(ChannelHandlerContext ctx, int begun, Refusal reason) {
    why = reason;
    if (!bodies.tell(reason, begun)) {
      ctx.close();
    }
  }

  /**
   * Has somebody told if a request's body is refused; at once if it was before its turn came.
   *
   * @param begun how many bodies have begun
   * @param inBody whether the last of them has not ended
   */
  void watch(ChannelHandlerContext ctx, Consumer<Refusal> told, int begun, boolean inBody) {
    Refusal before = why;
    if (bodies.take(told, begun, inBody) && before != null) {
      ctx.executor().execute(() -> told.accept(before));
    }
  }
}
