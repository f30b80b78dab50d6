package dev.banyan.proxy.upstream.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FlushesTest {

  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final Flushes flushes = new Flushes(tasks::add);
  private final List<EmbeddedChannel> channels = new ArrayList<>();

  @AfterEach
  void close() {
    channels.forEach(EmbeddedChannel::finishAndReleaseAll);
  }

  private EmbeddedChannel channel() {
    EmbeddedChannel channel = new EmbeddedChannel();
    channels.add(channel);
    return channel;
  }

  private EmbeddedChannel written() {
    EmbeddedChannel channel = channel();
    writeTo(channel);
    return channel;
  }

  private void writeTo(EmbeddedChannel channel) {
    channel.write(Unpooled.wrappedBuffer(new byte[] {'x'}));
    flushes.later(channel.pipeline());
  }

  private static int sent(EmbeddedChannel channel) {
    return channel.outboundMessages().size();
  }

  private void run() {
    for (Runnable next = tasks.poll(); next != null; next = tasks.poll()) {
      next.run();
    }
  }

  @Test
  void written_isSentBehindWhatIsReadyNow() {
    EmbeddedChannel first = written();
    EmbeddedChannel second = written();
    assertThat(sent(first)).isZero();

    run();

    assertThat(sent(first)).isOne();
    assertThat(sent(second)).isOne();
  }

  @Test
  void many_areNotWaitedFor() {
    EmbeddedChannel first = written();
    for (int i = 1; i < Flushes.MOST; i++) {
      written();
    }

    assertThat(channels).allSatisfy(channel -> assertThat(sent(channel)).isOne());
    writeTo(first);
    assertThat(sent(first)).isOne();
    run();
    assertThat(sent(first)).isEqualTo(2);
  }

  @Test
  void parts_forTheSameChannel_areSentTogether() {
    EmbeddedChannel one = channel();
    for (int i = 0; i < 2 * Flushes.MOST; i++) {
      writeTo(one);
    }
    assertThat(sent(one)).isZero();

    run();
    assertThat(sent(one)).isEqualTo(2 * Flushes.MOST);

    writeTo(one);
    run();
    assertThat(sent(one)).isEqualTo(2 * Flushes.MOST + 1);
  }

  @Test
  void flushThatLeadsToMore_hasAllOfThemSent() {
    EmbeddedChannel first = channel();
    first.pipeline().addLast(new WritesMore(this::writeMore));
    writeTo(first);
    written();
    written();

    run();

    assertThat(channels).hasSize(3 + Flushes.MOST);
    assertThat(channels).allSatisfy(channel -> assertThat(sent(channel)).isOne());
  }

  private void writeMore() {
    for (int i = 0; i < Flushes.MOST; i++) {
      written();
    }
  }

  /** Does something at a flush. */
  private static final class WritesMore extends ChannelOutboundHandlerAdapter {

    private final Runnable then;

    WritesMore(Runnable then) {
      this.then = then;
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
      then.run();
      ctx.flush();
    }
  }
}
