package dev.banyan.proxy.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * Tells of each answer's end, on connections that have sent many requests at once. Used on its
 * channel's event loop only.
 */
final class AnswerEnds extends ChannelOutboundHandlerAdapter {

  private static final String NAME = "banyan-answered";

  /** Vert.x's name. */
  private static final String HANDLER = "handler";

  private final Runnable then;

  private AnswerEnds(Runnable then) {
    this.then = then;
  }

  /** Tells from now on, if the codec is there and nobody does so yet. */
  static void install(Channel channel, Runnable then) {
    ChannelPipeline pipeline = channel.pipeline();
    if (pipeline.get(NAME) == null && pipeline.get(HANDLER) != null) {
      pipeline.addBefore(HANDLER, NAME, new AnswerEnds(then));
    }
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    ctx.write(message, promise);
    if (message instanceof LastHttpContent && !isProvisional(message)) {
      then.run();
    }
  }

  private static boolean isProvisional(Object message) {
    return message instanceof HttpResponse head
        && head.status().codeClass() == HttpStatusClass.INFORMATIONAL;
  }
}
