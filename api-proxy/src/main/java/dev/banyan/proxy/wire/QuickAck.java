package dev.banyan.proxy.wire;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollChannelOption;

/**
 * Tells the other end at once that its bytes have come. Linux waits with that for 40 ms, in the
 * hope to send something along; a sender that holds back a short last segment until the ones before
 * it are acknowledged (Nagle, RFC 9293, 3.7.4; nginx with {@code tcp_nopush} comes to it) waits as
 * long. On another transport than epoll nothing is done.
 */
public final class QuickAck {

  private QuickAck() {}

  /** Acknowledges what has been read of a channel. */
  public static void send(Channel channel) {
    if (channel.isActive()) {
      channel.config().setOption(EpollChannelOption.TCP_QUICKACK, true);
    }
  }
}
