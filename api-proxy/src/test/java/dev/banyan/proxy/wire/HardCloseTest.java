package dev.banyan.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.socket.nio.NioSocketChannel;
import org.junit.jupiter.api.Test;

class HardCloseTest {

  /** Its streams stand still one by one, and each is cut off. */
  @Test
  void closedOne_isClosedAgainWithoutAnError() {
    NioSocketChannel channel = new NioSocketChannel();
    channel.unsafe().closeForcibly();

    HardClose.close(channel);

    assertThat(channel.isOpen()).isFalse();
  }
}
