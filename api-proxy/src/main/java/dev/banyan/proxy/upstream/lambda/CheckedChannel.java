package dev.banyan.proxy.upstream.lambda;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObject;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;

/**
 * A connection to AWS on which a malformed answer is a failure. The SDK's client takes what its
 * codec could not read for the end of the answer, and uses the connection again, on which nothing
 * can be read any more.
 */
final class CheckedChannel extends NioSocketChannel {

  /** One that is not connected. */
  CheckedChannel() {
    pipeline().addFirst(new Install());
  }

  /** Puts the check behind the codec, which is there with the first request at the latest. */
  private static final class Install extends ChannelOutboundHandlerAdapter {

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      ChannelHandlerContext codec = ctx.pipeline().context(HttpClientCodec.class);
      if (codec != null) {
        ctx.pipeline().addAfter(codec.name(), null, new Check());
        ctx.pipeline().remove(this);
      }
      ctx.write(message, promise);
    }
  }

  private static final class Check extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (message instanceof HttpObject part && part.decoderResult().isFailure()) {
        ReferenceCountUtil.release(message);
        ctx.fireExceptionCaught(
            new IOException("the answer is malformed", part.decoderResult().cause()));
        ctx.close();
      } else {
        ctx.fireChannelRead(message);
      }
    }
  }
}
