package dev.banyan.stream.testkit;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Requests of the HTTP API, with tokens as the monolith signs them. */
public final class Requests {

  public static final String SECRET = "a secret for tests of at least 32 bytes";

  private Requests() {}

  public static APIGatewayV2HTTPEvent anonymous(
      String routeKey, Map<String, String> path, Map<String, String> query) {
    return APIGatewayV2HTTPEvent.builder()
        .withVersion("2.0")
        .withRouteKey(routeKey)
        .withPathParameters(path.isEmpty() ? null : path)
        .withQueryStringParameters(query.isEmpty() ? null : query)
        .withHeaders(new HashMap<>(Map.of("X-Correlation-Id", "correlation-1")))
        .build();
  }

  public static APIGatewayV2HTTPEvent by(
      String user, String routeKey, Map<String, String> path, Map<String, String> query) {
    APIGatewayV2HTTPEvent event = anonymous(routeKey, path, query);
    event.getHeaders().put("authorization", "Bearer " + token(user));
    return event;
  }

  private static String token(String user) {
    try {
      var jwt =
          new SignedJWT(
              new JWSHeader(JWSAlgorithm.HS256), new JWTClaimsSet.Builder().subject(user).build());
      jwt.sign(new MACSigner(SECRET.getBytes(StandardCharsets.UTF_8)));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
