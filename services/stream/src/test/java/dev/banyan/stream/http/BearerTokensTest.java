package dev.banyan.stream.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class BearerTokensTest {

  private static final String SECRET = "a secret for tests of at least 32 bytes, and some";
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final BearerTokens tokens = new BearerTokens(SECRET, Clock.fixed(NOW, ZoneOffset.UTC));

  private static String token(String secret, JWSAlgorithm algorithm, Instant expires)
      throws JOSEException {
    var claims = new JWTClaimsSet.Builder().subject("ann").expirationTime(Date.from(expires));
    var jwt = new SignedJWT(new JWSHeader(algorithm), claims.build());
    jwt.sign(new MACSigner(secret.getBytes(StandardCharsets.UTF_8)));
    return jwt.serialize();
  }

  private static ApiRequest request(String authorization) {
    return new ApiRequest("GET /feed", Map.of(), Map.of(), Map.of("authorization", authorization));
  }

  private void assertRefused(String authorization) {
    assertThatThrownBy(() -> tokens.subject(request(authorization)))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.status()).isEqualTo(401));
  }

  @Test
  void subject_isTheUserOfAGenuineToken() throws JOSEException {
    String genuine = token(SECRET, JWSAlgorithm.HS256, NOW.plusSeconds(1));

    assertThat(tokens.subject(request("Bearer " + genuine))).isEqualTo("ann");
    assertThat(tokens.subject(request("bearer " + genuine))).isEqualTo("ann");
  }

  @Test
  void subject_refusesOtherSecretsAlgorithmsAndUnsignedTokens() throws JOSEException {
    Instant later = NOW.plusSeconds(60);
    String stronger = "a secret that is long enough for HS384, which is not what is used!";

    assertRefused("Bearer " + token(SECRET + "!", JWSAlgorithm.HS256, later));
    assertRefused("Bearer " + token(SECRET, JWSAlgorithm.HS384, later));
    assertRefused("Bearer " + token(stronger, JWSAlgorithm.HS512, later));
    assertRefused(
        "Bearer " + new PlainJWT(new JWTClaimsSet.Builder().subject("ann").build()).serialize());
    assertRefused("Bearer garbage");
    assertRefused("Basic YW5uOmFubg==");
    assertRefused("");
  }

  @Test
  void subject_refusesExpiredTokensAfterAMinuteOfSkew() throws JOSEException {
    String justExpired = token(SECRET, JWSAlgorithm.HS256, NOW.minusSeconds(59));

    assertThat(tokens.subject(request("Bearer " + justExpired))).isEqualTo("ann");
    assertRefused("Bearer " + token(SECRET, JWSAlgorithm.HS256, NOW.minusSeconds(61)));
  }

  @Test
  void construction_refusesAShortSecret() {
    assertThatThrownBy(() -> new BearerTokens("short", Clock.systemUTC()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("JWT_SECRET");
  }
}
