package dev.banyan.proxy.listen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.proxy.wire.RequestMemory;
import dev.banyan.proxy.wire.RequestWire;
import dev.banyan.proxy.wire.WireLimits;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
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

  /** Its HTTP has ended, and nobody knows what it is in the middle of. */
  @Test
  void tunnel_staysAndMakesNoRoom() {
    EmbeddedChannel tunnel = come();
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
    SilentConnections.speaks(tunnel, http);
    silent.look(0);

    silent.look(1);

    assertThat(asked).isEmpty();
    assertThat(open()).containsExactly(true);
    assertThat(ended.sum()).isZero();
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
