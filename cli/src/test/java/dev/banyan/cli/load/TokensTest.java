package dev.banyan.cli.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Clock;
import java.util.Date;
import org.junit.jupiter.api.Test;

class TokensTest {

  private static final String SECRET = "a secret for tests of at least 32 bytes";

  @Test
  void bearer_isSignedAndNamesTheUser() throws ParseException, JOSEException {
    var tokens = new Tokens(SECRET, Clock.systemUTC());

    SignedJWT token = SignedJWT.parse(tokens.bearer("u7").substring("Bearer ".length()));

    assertThat(token.verify(new MACVerifier(SECRET))).isTrue();
    assertThat(token.getHeader().getAlgorithm().getName()).isEqualTo("HS256");
    assertThat(token.getJWTClaimsSet().getSubject()).isEqualTo("u7");
    assertThat(token.getJWTClaimsSet().getExpirationTime()).isAfter(new Date());
    assertThat(tokens.bearer("u7")).isSameAs(tokens.bearer("u7"));
  }

  @Test
  void tokens_needALongSecretAndDoNotPrintIt() {
    assertThatThrownBy(() -> new Tokens("short-4711", Clock.systemUTC()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("32 bytes")
        .hasMessageNotContaining("4711");
  }
}
