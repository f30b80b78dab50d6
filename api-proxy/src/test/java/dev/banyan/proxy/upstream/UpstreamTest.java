package dev.banyan.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.control.Side;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpstreamTest {

  @ParameterizedTest
  @CsvSource({
    "http://h, /a?b, /a?b",
    "http://h/live/, /a?b, /live/a?b",
    "http://h, *, *",
    "http://h/live, *, /live",
  })
  void uri_isBehindTheBasePath(String url, String asked, String sent) {
    assertThat(Upstream.of(Side.LEGACY, url).uri(asked)).isEqualTo(sent);
  }
}
