package dev.banyan.sample.config;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The application's own settings.
 *
 * @param jwtSecret signs and checks bearer tokens; at least 32 bytes; has no default on purpose
 * @param tokenLifetime how long a token is valid
 * @param passwordStrength BCrypt's log rounds, 4 to 31; each step doubles the work
 * @param mongoStartupTimeout how long the start waits for MongoDB
 */
@ConfigurationProperties("social")
public record SocialProperties(
    @DefaultValue("") String jwtSecret,
    @DefaultValue("12h") Duration tokenLifetime,
    @DefaultValue("10") int passwordStrength,
    @DefaultValue("5s") Duration mongoStartupTimeout) {

  /** HS256 needs a key of at least the hash's size (RFC 7518, section 3.2). */
  private static final int SECRET_BYTES = 32;

  public SocialProperties {
    checkSecret(jwtSecret);
    if (passwordStrength < 4 || passwordStrength > 31) {
      throw new IllegalArgumentException(
          "social.password-strength must be 4 to 31, but is " + passwordStrength);
    }
    if (tokenLifetime.isNegative() || tokenLifetime.isZero()) {
      throw new IllegalArgumentException(
          "social.token-lifetime must be positive, but is " + tokenLifetime);
    }
  }

  SecretKey jwtKey() {
    return new SecretKeySpec(jwtSecret.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
  }

  private static void checkSecret(String secret) {
    int size = secret.getBytes(StandardCharsets.UTF_8).length;
    if (size < SECRET_BYTES) {
      throw new StartupFailure(
          size == 0
              ? "social.jwt-secret is not set."
              : "social.jwt-secret is too short: it has " + size + " bytes.",
          "Set social.jwt-secret (or the environment variable SOCIAL_JWT_SECRET) to at least "
              + SECRET_BYTES
              + " bytes, for example the output of: openssl rand -base64 32",
          null);
    }
  }

  /** Leaves the secret out, so that it cannot get into a log. */
  @Override
  public String toString() {
    return "SocialProperties[tokenLifetime=%s, passwordStrength=%d, mongoStartupTimeout=%s]"
        .formatted(tokenLifetime, passwordStrength, mongoStartupTimeout);
  }
}
