package dev.banyan.proxy.listen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.proxy.wire.RequestMemory;
import dev.banyan.proxy.wire.RequestWire;
import dev.banyan.proxy.wire.UnderWay;
import dev.banyan.proxy.wire.WireLimits;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Stream;
import io.vertx.core.http.HttpConnection;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

class SilentConnectionsTest {

  private final LongAdder ended = new LongAdder();
  private final SilentConnections silent = new SilentConnections(ended);
  private final List<EmbeddedChannel> channels = new ArrayList<>();

  private EmbeddedChannel come() {
    RequestWire wire =
        new RequestWire(
            new WireLimits(1_000, 1_000, 10, Duration.ofMinutes(1), 0, false),
            RequestMemory.ofHeap(1, new LongAdder()),
            false);
    EmbeddedChannel channel = new EmbeddedChannel(wire);
    silent.add(channel, wire.reads());
    channels.add(channel);
    return channel;
  }

  private static void speak(EmbeddedChannel channel) {
    channel.writeInbound(Unpooled.copiedBuffer("G", StandardCharsets.US_ASCII));
  }

  private List<Boolean> open() {
    return channels.stream().map(EmbeddedChannel::isOpen).toList();
  }

  @Test
  void whoHasBeenSilentForLongest_goesFirst() {
    come();
    EmbeddedChannel later = come();
    come();
    silent.look(3); // it only takes note: they may have come a moment ago
    assertThat(open()).containsExactly(true, true, true);
    speak(later);
    silent.look(0);

    silent.look(1);
    assertThat(open()).containsExactly(false, true, true);
    silent.look(1);
    assertThat(open()).containsExactly(false, true, false);
    silent.look(1);
    assertThat(open()).containsExactly(false, false, false);
    assertThat(ended.sum()).isEqualTo(3);
  }

  @Test
  void whoHasSpokenSinceTheLastLook_stays() {
    EmbeddedChannel one = come();
    silent.look(0);
    speak(one);

    silent.look(5);

    assertThat(open()).containsExactly(true);
  }

  /** What is asked of a connection that speaks HTTP. */
  private static List<String> speaks(EmbeddedChannel channel) {
    List<String> asked = new ArrayList<>();
    HttpConnection http =
        (HttpConnection)
            Proxy.newProxyInstance(
                HttpConnection.class.getClassLoader(),
                new Class<?>[] {HttpConnection.class},
                (proxy, method, arguments) -> {
                  asked.add(method.getName());
                  return null;
                });
    SilentConnections.speaks(channel, http);
    return asked;
  }

  /** Its HTTP has ended, and nobody knows what it is in the middle of. */
  @Test
  void tunnel_staysAndMakesNoRoom() {
    EmbeddedChannel tunnel = come();
    List<String> asked = speaks(tunnel);
    silent.look(0);

    silent.look(1);

    assertThat(asked).isEmpty();
    assertThat(open()).containsExactly(true);
    assertThat(ended.sum()).isZero();
  }

  private EmbeddedChannel comeWithHttp1() {
    EmbeddedChannel channel = come();
    channel.pipeline().addLast("httpDecoder", new ChannelInboundHandlerAdapter());
    return channel;
  }

  /** Such as events that a client has been reading for an hour. */
  @Test
  void requestUnderWay_keepsItsConnection_andIdleOnesGoThoughTheyCameLater() {
    EmbeddedChannel busy = comeWithHttp1();
    List<String> askedOfBusy = speaks(busy);
    UnderWay.of(busy).begins();
    List<String> askedOfIdle = speaks(comeWithHttp1());
    silent.look(0);

    silent.look(1);
    assertThat(askedOfIdle).containsExactly("shutdown");
    assertThat(ended.sum()).isEqualTo(1);
    silent.look(1);
    assertThat(askedOfBusy).isEmpty();
    assertThat(ended.sum()).isEqualTo(1);

    UnderWay.of(busy).ends();
    silent.look(1);
    assertThat(askedOfBusy).containsExactly("shutdown");
    assertThat(ended.sum()).isEqualTo(2);
  }

  @Test
  void streamUnderWay_keepsItsConnection_untilItHasEnded() throws Http2Exception {
    EmbeddedChannel channel = come();
    Http2ConnectionHandler http2 =
        new Http2ConnectionHandlerBuilder()
            .server(true)
            .frameListener(new Http2FrameAdapter())
            .build();
    channel.pipeline().addLast(http2);
    List<String> asked = speaks(channel);
    Http2Stream stream = http2.connection().remote().createStream(1, false);
    silent.look(0);

    silent.look(1);
    assertThat(asked).isEmpty();
    assertThat(ended.sum()).isZero();

    stream.close();
    silent.look(1);
    assertThat(asked).containsExactly("shutdown");
    assertThat(ended.sum()).isEqualTo(1);
  }

  @Test
  void whoIsGone_isNotCounted() {
    come().close();
    come();
    silent.look(0);

    silent.look(1);

    assertThat(open()).containsExactly(false, false);
    assertThat(ended.sum()).isEqualTo(1);
  }
}
