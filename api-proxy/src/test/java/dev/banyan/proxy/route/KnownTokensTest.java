package dev.banyan.proxy.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KnownTokensTest {

  private final KnownTokens tokens = new KnownTokens();

  private static String token(String claims) {
    return "Bearer e30."
        + Base64.getUrlEncoder().encodeToString(claims.getBytes(StandardCharsets.UTF_8))
        + ".sig";
  }

  @Test
  void anyHeader_isKnownAsTheParserKnowsIt() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      String claims = "{\"iat\":%d,\"sub\":\"u%d\"}".formatted(i % 3, random.nextInt(3_000));
      String header = random.nextInt(10) > 0 ? token(claims) : token(claims).substring(i % 40);
      assertThat(tokens.of(header)).isEqualTo(Caller.known(header));
    }
  }

  @Test
  void claimsThatShareTheirSlot_areToldApart() {
    String same = "x".repeat(300); // sampled, not read whole, when the slot is found
    for (int i = 0; i < 300; i++) {
      String user = same.substring(0, 90) + (char) ('a' + i % 26) + "x".repeat(100);
      assertThat(tokens.of(token("{\"sub\":\"" + user + "\"}")).user()).isEqualTo(user);
    }
  }

  /** Many share a place, few of them with more than one other. */
  @Test
  void tokensThatComeAgain_areMostlyStillKnown() {
    Caller.Known[] first = new Caller.Known[256];
    for (int i = 0; i < first.length; i++) {
      first[i] = tokens.of(token("{\"sub\":\"user-" + i + "\"}"));
    }
    int known = 0;
    for (int i = 0; i < first.length; i++) {
      known += tokens.of(token("{\"sub\":\"user-" + i + "\"}")) == first[i] ? 1 : 0;
    }
    assertThat(known).isGreaterThan(240);
  }

  @Test
  void whatIsNoToken_isAnonymousOrMalformed() {
    assertThat(tokens.of(null)).isEqualTo(Caller.Known.ANONYMOUS);
    assertThat(tokens.of("Basic abc")).isEqualTo(Caller.Known.ANONYMOUS);
    assertThat(tokens.of("Bearer ")).isEqualTo(Caller.Known.MALFORMED);
    assertThat(tokens.of("Bearer a.b")).isEqualTo(Caller.Known.MALFORMED);
    assertThat(tokens.of("Bearer a..b")).isEqualTo(Caller.known("Bearer a..b"));
    assertThat(tokens.of("bearer e30.eyJzdWIiOiJ1In0.s").user()).isEqualTo("u");
  }
}
