package dev.banyan.localcloud.lambda.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class HttpAnswerTest {

  @Test
  void of_takesAnObjectWithoutStatusCodeForTheBody() {
    HttpAnswer answer = answer("{\"a\":1}");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).asString().isEqualTo("{\"a\":1}");
    assertThat(answer.headers()).containsExactly(Map.entry("content-type", "application/json"));
  }

  @Test
  void of_decodesBinaryBodies() {
    assertThat(answer("{\"statusCode\":200,\"body\":\"AAEC\",\"isBase64Encoded\":true}").body())
        .containsExactly(0, 1, 2);
  }

  @Test
  void of_leavesHopByHopHeadersToTheListener() {
    assertThat(
            answer("{\"statusCode\":200,\"headers\":{\"Content-Length\":\"9\",\"x-a\":\"1\"}}")
                .headers())
        .contains(Map.entry("x-a", "1"))
        .noneMatch(header -> header.getKey().equals("Content-Length"));
  }

  @Test
  void of_isAnErrorIfTheResultIsMalformed() {
    assertThat(answer("{\"statusCode\":9999}").status()).isEqualTo(500);
    assertThat(answer("{\"statusCode\":200,\"body\":\"%\",\"isBase64Encoded\":true}").status())
        .isEqualTo(500);
    assertThat(answer("not json").status()).isEqualTo(500);
  }

  private static HttpAnswer answer(String payload) {
    return HttpAnswer.of(payload.getBytes(StandardCharsets.UTF_8));
  }
}
