package dev.banyan.proxy.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;

/**
 * Ends a connection at once, with a reset, and drops what waits to be sent: whoever reads nothing
 * would have a proper end wait for ever.
 */
public final class HardClose {

  private HardClose() {}

  /** Does nothing to one that is closed. */
  public static void close(Channel channel) {
    if (!channel.isOpen()) {
      return; // an option of its socket cannot be set any more
    }
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    channel.unsafe().close(channel.voidPromise());
  }
}
