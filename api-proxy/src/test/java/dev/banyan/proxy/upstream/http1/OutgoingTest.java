package dev.banyan.proxy.upstream.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.proxy.upstream.SideAnswer;
import dev.banyan.proxy.upstream.SideRequest;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.vertx.core.http.HttpMethod;
import java.net.ConnectException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutgoingTest {

  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final Outgoing outgoing = new Outgoing(tasks::add, this::inContext);
  private final List<String> failures = new ArrayList<>();
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
    outgoing.flush(channel.pipeline());
  }

  private static int sent(EmbeddedChannel channel) {
    return channel.outboundMessages().size();
  }

  private void inContext(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      failures.add(e.getMessage());
    }
  }

  /** Of a pool that refuses all. */
  private void ask(SideRequest.Asker asker) {
    outgoing.ask(OutgoingTest::refuse, new Http1Request(HttpMethod.GET, "/", "h", asker));
  }

  private static void refuse(Http1Request request) {
    request.asker().unconnected(new ConnectException());
  }

  private Asking ask() {
    Asking asking = Asking.simply();
    ask(asking);
    return asking;
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
    for (int i = 1; i < Outgoing.MOST; i++) {
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
    for (int i = 0; i < 2 * Outgoing.MOST; i++) {
      writeTo(one);
    }
    assertThat(sent(one)).isZero();

    run();
    assertThat(sent(one)).isEqualTo(2 * Outgoing.MOST);

    writeTo(one);
    run();
    assertThat(sent(one)).isEqualTo(2 * Outgoing.MOST + 1);
  }

  @Test
  void flushThatLeadsToMore_hasAllOfThemSent() {
    EmbeddedChannel first = channel();
    first.pipeline().addLast(new WritesMore(this::writeMore));
    writeTo(first);
    written();
    written();

    run();

    assertThat(channels).hasSize(3 + Outgoing.MOST);
    assertThat(channels).allSatisfy(channel -> assertThat(sent(channel)).isOne());
  }

  @Test
  void connection_isAskedForBehindWhatIsReadyNow() throws Exception {
    Asking first = ask();
    Asking second = ask();
    assertThat(first.isOver()).isFalse();

    run();

    assertThat(first.outcome()).isEqualTo("unconnected: ConnectException");
    assertThat(second.isOver()).isTrue();
  }

  @Test
  void connection_isAskedForBeforeAnythingIsSent() {
    EmbeddedChannel written = written();
    List<Integer> sentBefore = new ArrayList<>();
    ask(new Refused(() -> sentBefore.add(sent(written))));
    ask(new Refused(() -> writeTo(channel())));

    run();

    assertThat(sentBefore).containsExactly(0);
    assertThat(channels).allSatisfy(channel -> assertThat(sent(channel)).isOne());
    assertThat(tasks).isEmpty();
  }

  @Test
  void manyAsks_areNotWaitedFor() {
    List<Asking> asked = new ArrayList<>();
    for (int i = 0; i < Outgoing.MOST; i++) {
      asked.add(ask());
    }

    assertThat(asked).allMatch(Asking::isOver);
  }

  @Test
  void requestThatWasGivenUp_isNotAskedFor() {
    Asking asking = ask();
    asking.wanted = false;

    run();

    assertThat(asking.isOver()).isFalse();
  }

  @Test
  void askThatFails_isReported_andTheOthersAreAsked() {
    ask(
        new Refused(
            () -> {
              throw new IllegalStateException("on purpose");
            }));
    Asking next = ask();

    run();

    assertThat(failures).containsExactly("on purpose");
    assertThat(next.isOver()).isTrue();
    Asking later = ask();
    run();
    assertThat(later.isOver()).isTrue();
  }

  /** Does something when it is told that there is no connection. */
  private record Refused(Runnable then) implements SideRequest.Asker {

    @Override
    public boolean isWaiting() {
      return true;
    }

    @Override
    public void connected(SideRequest request) {
      throw new AssertionError("there is no connection");
    }

    @Override
    public void unconnected(Throwable why) {
      then.run();
    }

    @Override
    public void answered(SideAnswer answer) {
      throw new AssertionError("there is no connection");
    }

    @Override
    public void broken() {
      throw new AssertionError("there is no connection");
    }

    @Override
    public void refused(boolean overloaded) {
      throw new AssertionError("there is no connection");
    }
  }

  private void writeMore() {
    for (int i = 0; i < Outgoing.MOST; i++) {
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
