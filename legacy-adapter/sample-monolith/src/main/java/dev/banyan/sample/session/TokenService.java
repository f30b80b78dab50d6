package dev.banyan.sample.session;

import dev.banyan.sample.config.SocialProperties;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.stereotype.Service;

/** Issues bearer tokens (HS256) whose subject is the user id. */
@Service
class TokenService {

  private final JwtEncoder encoder;
  private final Duration lifetime;
  private final Clock clock;

  TokenService(JwtEncoder encoder, SocialProperties properties, Clock clock) {
    this.encoder = encoder;
    this.lifetime = properties.tokenLifetime();
    this.clock = clock;
  }

  String issue(String userId) {
    Instant now = clock.instant();
    var claims =
        JwtClaimsSet.builder().subject(userId).issuedAt(now).expiresAt(now.plus(lifetime)).build();
    var header = JwsHeader.with(MacAlgorithm.HS256).build();
    return encoder.encode(JwtEncoderParameters.from(header, claims)).getTokenValue();
  }
}
