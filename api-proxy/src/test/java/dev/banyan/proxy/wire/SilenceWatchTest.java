package dev.banyan.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

final class SilenceWatchTest {

  private static final WireLimits LIMITS =
      new WireLimits(8_192, 16_384, 100, Duration.ofMinutes(9), 0, false);

  private int told;
  private final RequestWire wire =
      new RequestWire(LIMITS, new RequestMemory(1_000_000, new LongAdder()), false);
  private final EmbeddedChannel channel =
      new EmbeddedChannel(
          wire,
          new SilenceWatch(Duration.ofSeconds(60), wire.reads()),
          new ChannelInboundHandlerAdapter() {
            @Override
            public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
              told += event instanceof IdleStateEvent ? 1 : 0;
            }
          });

  @Test
  void silence_isToldAfterItsTime() {
    after(59);
    assertThat(told).isZero();
    after(2);
    assertThat(told).isEqualTo(1);
  }

  @Test
  void read_beginsTheTimeAnew() {
    after(50);
    channel.writeInbound(Unpooled.copiedBuffer("x", StandardCharsets.US_ASCII));
    after(59);
    assertThat(told).isZero();
    after(20);
    assertThat(told).isEqualTo(1);
  }

  @Test
  void write_beginsTheTimeAnew() {
    after(50);
    channel.writeOutbound("x");
    after(59);
    assertThat(told).isZero();
  }

  @Test
  void closing_stopsLooking() {
    channel.close();
    after(300);
    assertThat(told).isZero();
  }

  @Test
  void install_takesThePlaceOfNettysOnly() {
    EmbeddedChannel with = new EmbeddedChannel();
    with.pipeline().addLast("idle", new IdleStateHandler(0, 0, 9));
    EmbeddedChannel without = new EmbeddedChannel();

    SilenceWatch.install(with.pipeline(), Duration.ofSeconds(9), wire);
    SilenceWatch.install(without.pipeline(), Duration.ofSeconds(9), wire);

    assertThat(with.pipeline().get("idle")).isInstanceOf(SilenceWatch.class);
    assertThat(without.pipeline().get("idle")).isNull();
  }

  private void after(int seconds) {
    for (int i = 0; i < seconds; i++) {
      channel.advanceTimeBy(1, TimeUnit.SECONDS);
      channel.runScheduledPendingTasks();
    }
  }
}
