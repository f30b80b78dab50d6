package dev.banyan.proxy.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Waits until a connection takes more, or has ended. Used on its channel's event loop only. */
public final class WriteRoom extends ChannelInboundHandlerAdapter {

  private final Runnable then;
  private boolean over;

  private WriteRoom(Runnable then) {
    this.then = then;
  }

  /** Runs something once, when a channel that is not writable is so, or is closed. */
  public static void await(Channel channel, Runnable then) {
    channel.pipeline().addFirst(new WriteRoom(then));
  }

  private void run(ChannelHandlerContext ctx) {
    if (!over) {
      over = true;
      ctx.pipeline().remove(this);
      then.run();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    ctx.fireChannelWritabilityChanged();
    if (ctx.channel().isWritable()) {
      run(ctx);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    ctx.fireChannelInactive();
    run(ctx);
  }
}
