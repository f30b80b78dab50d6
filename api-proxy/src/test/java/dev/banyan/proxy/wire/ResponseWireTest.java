package dev.banyan.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The wire alone: what the codec and the client behind it would refuse too must not be needed. */
class ResponseWireTest {

  private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na";

  private final EmbeddedChannel channel = new EmbeddedChannel();

  ResponseWireTest() {
    channel.pipeline().addLast("codec", new HttpClientCodec());
    ResponseWire.install(
        channel.pipeline(),
        "codec",
        new WireLimits(1_000, 1_000, 10, Duration.ofSeconds(1), 0, true));
  }

  private void ask() {
    channel.writeOutbound(new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/"));
  }

  private void says(String text) {
    channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
  }

  @Test
  void moreThanWasAskedFor_closesTheConnectionAndIsNotPassedOn() {
    ask();

    assertThatThrownBy(() -> says(ANSWER + ANSWER)).hasMessageContaining("more than it was asked");
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void answerBeforeAQuestion_closesTheConnection() {
    assertThatThrownBy(() -> says("H")).hasMessageContaining("more than it was asked");
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void answersToQuestions_pass() {
    for (int i = 0; i < 3; i++) {
      ask();
      says(ANSWER);
      assertThat(channel.inboundMessages()).isNotEmpty();
    }
    assertThat(channel.isOpen()).isTrue();
  }
}
