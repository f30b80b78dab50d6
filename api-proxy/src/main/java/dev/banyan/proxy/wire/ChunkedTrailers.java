package dev.banyan.proxy.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.MultiMap;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the fields behind chunked bodies, which Vert.x's server drops, until whoever passes the
 * request on asks for them. Stands behind the codec, and only on connections that have had a
 * chunked body. What the wire refuses never comes here.
 *
 * <p>Requests may be read before those ahead of them are answered, so that what is kept is told
 * apart by the very object that holds the request's head. Used on its channel's event loop only.
 */
public final class ChunkedTrailers extends ChannelInboundHandlerAdapter {

  private static final String NAME = "banyan-trailers";

  /** Vert.x's names. */
  private static final String CODEC = "httpDecoder";

  private static final String HANDLER = "handler";

  /** More than one read brings; the oldest is forgotten for one more. */
  private static final int MOST = 1_000;

  private record Kept(@Nullable HttpHeaders head, HttpHeaders fields) {}

  private final ArrayDeque<Kept> kept = new ArrayDeque<>();
  private @Nullable HttpHeaders head;

  private ChunkedTrailers() {}

  /** Looks after a channel from now on, if its codec is there and nobody does so yet. */
  public static void install(Channel channel) {
    ChannelPipeline pipeline = channel.pipeline();
    if (pipeline.get(NAME) == null && pipeline.get(CODEC) != null) {
      pipeline.addBefore(HANDLER, NAME, new ChunkedTrailers());
      SmallParts.install(pipeline, HANDLER);
    }
  }

  /**
   * Takes what stood behind a request's body.
   *
   * @param head the request's fields, as Vert.x gives them
   * @return null if nothing did
   */
  public static @Nullable HttpHeaders take(Channel channel, MultiMap head) {
    return channel.pipeline().get(NAME) instanceof ChunkedTrailers present
        ? present.take(head)
        : null;
  }

  private @Nullable HttpHeaders take(MultiMap of) {
    if (kept.stream().noneMatch(each -> each.head == of)) {
      return null;
    }
    Iterator<Kept> oldest = kept.iterator();
    while (true) {
      Kept next = oldest.next();
      oldest.remove(); // with those of requests before it, which nobody asked for
      if (next.head == of) {
        return next.fields;
      }
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HttpRequest request) {
      head = request.headers();
    } else if (message != LastHttpContent.EMPTY_LAST_CONTENT
        && message instanceof LastHttpContent last
        && !last.trailingHeaders().isEmpty()) {
      keep(last.trailingHeaders());
    }
    ctx.fireChannelRead(message);
  }

  private void keep(HttpHeaders fields) {
    if (kept.size() == MOST) {
      kept.removeFirst();
    }
    kept.addLast(new Kept(head, fields));
  }
}
