package dev.banyan.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.proxy.Printed;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.vertx.core.http.HttpClosedException;
import java.io.IOException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class PeerFaultsTest {

  @Test
  void whatAPeerDoes_isNotLogged_andMistakesAre() {
    try (Printed printed = new Printed()) {
      PeerFaults.INSTANCE.handle(new IOException("Connection reset"));
      PeerFaults.INSTANCE.handle(new DecoderException(new SSLHandshakeException("no cipher")));
      PeerFaults.INSTANCE.handle(new HttpClosedException("closed"));
      PeerFaults.INSTANCE.handle(ofRefusedHead());
      PeerFaults.INSTANCE.handle(new ResponseWire.BadAnswerException("two lengths"));
      assertThat(printed.lines("PeerFaults")).isZero();

      PeerFaults.INSTANCE.handle(new IllegalStateException("a mistake"));
      PeerFaults.INSTANCE.handle(new IllegalArgumentException("another"));
      assertThat(printed.lines("a mistake")).isPositive();
      assertThat(printed.lines("another")).isPositive();
    }
  }

  /** There are as many as clients like. */
  private static Throwable ofRefusedHead() {
    EmbeddedChannel codec = new EmbeddedChannel(new HttpRequestDecoder());
    codec.writeInbound(Unpooled.wrappedBuffer(Refusals.MALFORMED));
    HttpRequest refused = codec.readInbound();
    return refused.decoderResult().cause();
  }
}
