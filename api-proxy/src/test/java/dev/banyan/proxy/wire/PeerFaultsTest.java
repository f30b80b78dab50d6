package dev.banyan.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.proxy.Printed;
import io.netty.handler.codec.DecoderException;
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
      assertThat(printed.lines("PeerFaults")).isZero();

      PeerFaults.INSTANCE.handle(new IllegalStateException("a mistake"));
      assertThat(printed.lines("a mistake")).isPositive();
    }
  }
}
