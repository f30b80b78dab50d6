package dev.banyan.proxy.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;

/**
 * Keeps a client's connection from being read, while writes of it are held or many requests wait,
 * so that what follows stays in the sockets. Pausing the request alone does not do: Vert.x then
 * goes on until some twenty parts of up to 64 KB wait. Used on the connection's event loop only.
 *
 * <p>What it swallows is the wish to read, not the permission ({@code autoRead}), which is Vert.x's
 * to give and take. Only from a loop of reads that is under way it takes the permission, up to the
 * loop's end.
 */
public final class ReadStop extends ChannelDuplexHandler {

  private static final String NAME = "banyan-hold";

  private int holders;
  private boolean wanted;
  private boolean endsLoop;

  private ReadStop() {}

  /** Whether a connection is not read. */
  public static boolean isBegun(Channel channel) {
    return channel.pipeline().get(NAME) != null;
  }

  /** Reads nothing more from a connection; call {@link #end} once for each call. */
  public static void begin(Channel channel) {
    ReadStop present = (ReadStop) channel.pipeline().get(NAME);
    if (present == null) {
      present = new ReadStop();
      channel.pipeline().addFirst(NAME, present);
      present.endsLoop = channel.config().isAutoRead();
      channel.config().setAutoRead(false);
    }
    present.holders++;
  }

  /** Goes on reading, when the last that began has ended. */
  public static void end(Channel channel) {
    ReadStop present = (ReadStop) channel.pipeline().get(NAME);
    if (present != null && --present.holders == 0) {
      present.goOn(channel);
    }
  }

  /** Goes on reading in any case: the connection ends, and what still comes is dropped. */
  static void lift(Channel channel) {
    ReadStop present = (ReadStop) channel.pipeline().get(NAME);
    if (present != null) {
      present.holders = 0;
      present.goOn(channel);
    }
  }

  private void goOn(Channel channel) {
    permit(channel);
    ChannelHandlerContext context = channel.pipeline().context(this);
    if (wanted) {
      context.read();
    }
    channel.pipeline().remove(this);
  }

  private void permit(Channel channel) {
    if (endsLoop) {
      endsLoop = false;
      channel.config().setAutoRead(true);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    permit(context.channel()); // before Vert.x may take it
    context.fireChannelReadComplete();
  }

  @Override
  public void read(ChannelHandlerContext context) {
    wanted = true;
  }
}
