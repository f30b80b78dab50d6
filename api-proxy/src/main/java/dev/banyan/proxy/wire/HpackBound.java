package dev.banyan.proxy.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Settings;

/**
 * Bounds the table by which fields for a peer are compressed. A peer may allow one of 4 GiB, which
 * is memory of ours; whoever compresses chooses what it uses of that (RFC 7541, 4.2). Used on its
 * channel's event loop only.
 */
public final class HpackBound extends Http2FrameListenerDecorator {

  /** In bytes; what each peer begins with. */
  private static final long MOST = 4_096;

  private final Http2HeadersEncoder.Configuration table;

  private HpackBound(Http2FrameListener under, Http2HeadersEncoder.Configuration table) {
    super(under);
    this.table = table;
  }

  /** Looks after a connection from now on; nothing happens to one that is not HTTP/2. */
  public static void install(Channel channel) {
    Http2ConnectionHandler http2 = channel.pipeline().get(Http2ConnectionHandler.class);
    if (http2 != null && !(http2.decoder().frameListener() instanceof HpackBound)) {
      HpackBound made =
          new HpackBound(
              http2.decoder().frameListener(),
              http2.encoder().configuration().headersConfiguration());
      http2.decoder().frameListener(made);
      made.bound(); // the peer's first settings may have been read
    }
  }

  private void bound() {
    try {
      if (table.maxHeaderTableSize() > MOST) {
        table.maxHeaderTableSize(MOST);
      }
    } catch (Http2Exception e) {
      throw new IllegalStateException("a table of " + MOST + " bytes is one that may be", e);
    }
  }

  @Override
  public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings)
      throws Http2Exception {
    super.onSettingsRead(ctx, settings);
    bound();
  }
}
