package dev.banyan.cli.load;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;

/** Mints bearer tokens as the monolith does, and keeps the latest few thousand. Thread-safe. */
public final class Tokens {

  private static final int CACHED = 4096;

  /** Longer than any run; the cache does not look at it. */
  private static final Duration LIFETIME = Duration.ofDays(7);

  private final JWSSigner signer;
  private final Clock clock;
  private final Map<String, String> cache =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > CACHED;
        }
      };

  /**
   * Tokens under a secret.
   *
   * @throws IllegalArgumentException if the secret has less than 32 bytes
   */
  public Tokens(String secret, Clock clock) {
    this.clock = clock;
    try {
      this.signer = new MACSigner(secret.getBytes(StandardCharsets.UTF_8));
    } catch (JOSEException e) {
      throw new IllegalArgumentException("the JWT secret must have at least 32 bytes", e);
    }
  }

  /** The {@code Authorization} header of a user. */
  public synchronized String bearer(String userId) {
    return cache.computeIfAbsent(userId, id -> "Bearer " + mint(id));
  }

  private String mint(String userId) {
    var now = clock.instant();
    var claims =
        new JWTClaimsSet.Builder()
            .subject(userId)
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(LIFETIME)))
            .build();
    var token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
    try {
      token.sign(signer);
    } catch (JOSEException e) {
      throw new IllegalStateException("cannot sign a token for " + userId, e);
    }
    return token.serialize();
  }
}
