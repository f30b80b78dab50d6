package dev.banyan.stream.http;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/**
 * Reads the monolith's tokens: HS256 with the shared secret, the subject is the user.
 *
 * <p>Thread-safe.
 */
public final class BearerTokens {

  /** As Spring Security's JwtTimestampValidator allows by default, so that both sides agree. */
  private static final Duration CLOCK_SKEW = Duration.ofSeconds(60);

  private static final String PREFIX = "bearer ";

  private final MACVerifier verifier;
  private final Clock clock;

  /**
   * @throws IllegalArgumentException if the secret has less than 32 bytes (RFC 7518, section 3.2)
   */
  public BearerTokens(String secret, Clock clock) {
    try {
      this.verifier = new MACVerifier(secret.getBytes(StandardCharsets.UTF_8));
    } catch (JOSEException e) {
      throw new IllegalArgumentException(
          "JWT_SECRET must have 32 bytes or more; set it to the monolith's secret", e);
    }
    this.clock = clock;
  }

  /** The caller's user id, or 401. */
  public String subject(ApiRequest request) {
    String subject = verified(request.header("authorization"));
    if (subject == null) {
      throw new ApiException(401, "a valid bearer token is needed");
    }
    return subject;
  }

  private @Nullable String verified(@Nullable String header) {
    if (header == null || !header.regionMatches(true, 0, PREFIX, 0, PREFIX.length())) {
      return null;
    }
    try {
      SignedJWT token = SignedJWT.parse(header.substring(PREFIX.length()).trim());
      boolean genuine =
          JWSAlgorithm.HS256.equals(token.getHeader().getAlgorithm()) && token.verify(verifier);
      JWTClaimsSet claims = token.getJWTClaimsSet();
      return genuine && isCurrent(claims) ? claims.getSubject() : null;
    } catch (ParseException | JOSEException e) {
      return null;
    }
  }

  private boolean isCurrent(JWTClaimsSet claims) {
    Instant now = clock.instant();
    Date expires = claims.getExpirationTime();
    Date notBefore = claims.getNotBeforeTime();
    return (expires == null || now.minus(CLOCK_SKEW).isBefore(expires.toInstant()))
        && (notBefore == null || now.plus(CLOCK_SKEW).isAfter(notBefore.toInstant()));
  }
}
