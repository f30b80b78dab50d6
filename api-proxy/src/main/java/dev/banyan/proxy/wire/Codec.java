package dev.banyan.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP codec behind a client's wire, which is there from the first read on, and what it is
 * given. Used on its channel's event loop only.
 */
final class Codec {

  private @Nullable ChannelHandlerContext decoder;
  private boolean chunked;

  /** It has come; what has been read before comes to it only behind this. */
  void isThere(ChannelHandlerContext itsDecoder) {
    decoder = itsDecoder;
    if (chunked) {
      ChunkedTrailers.install(itsDecoder.channel());
    }
  }

  /** From the first chunked body on; in the first read, as soon as it {@link #isThere}. */
  void keepTrailers(Channel channel) {
    if (!chunked) {
      chunked = true;
      ChunkedTrailers.install(channel);
    }
  }

  /** Passes what is whole: past the decoder, if it is one request alone, else as bytes. */
  void pass(ChannelHandlerContext ctx, ByteBuf in, RequestScanner requests) {
    ChannelHandlerContext behind = decoder;
    HttpRequest alone = requests.alone();
    if (behind == null || alone == null) {
      ctx.fireChannelRead(in);
      return;
    }
    in.release();
    behind.fireChannelRead(alone);
    behind.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
  }
}
