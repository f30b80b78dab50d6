package dev.banyan.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BodyPaceTest {

  private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
  private final BodyPace pace = new BodyPace(240);
  private final AtomicInteger slow = new AtomicInteger();

  private void begin() {
    pace.goesOn(channel.pipeline().firstContext(), slow::incrementAndGet);
  }

  private void pass(int seconds) {
    channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
  }

  @Test
  void check_blamesWhoSendsTooLittle() {
    begin();
    pace.add(2_400);
    pass(10);
    assertThat(slow).hasValue(0);

    pace.add(2_399);
    pass(10);

    assertThat(slow).hasValue(1);
  }

  /** A side that takes nothing: what the client has sent is in the sockets. */
  @Test
  void check_blamesNobodyWhoIsNotRead() {
    begin();
    ReadStop.begin(channel);
    channel.pipeline().fireChannelReadComplete();

    pass(60);
    assertThat(slow).hasValue(0);

    ReadStop.end(channel);
    pass(20);
    assertThat(slow).as("the first window was in part without reading").hasValue(1);
  }
}
