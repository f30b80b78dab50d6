package dev.banyan.proxy.route;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Who calls, as far as routing needs to know: the claim {@code sub} of the bearer token. The token
 * is not verified here; that is for the side which answers.
 */
public final class Caller {

  private static final JsonFactory JSON = new JsonFactory();
  private static final int LONGEST_USER = 256;

  private Caller() {}

  /**
   * Who calls.
   *
   * @param user null for an anonymous caller
   * @param malformed whether there was a bearer token that is no JWT, which makes its caller
   *     anonymous
   */
  public record Known(@Nullable String user, boolean malformed) {

    static final Known ANONYMOUS = new Known(null, false);
    static final Known MALFORMED = new Known(null, true);

    static Known of(@Nullable String user) {
      return user == null ? ANONYMOUS : new Known(user, false);
    }
  }

  /**
   * The user.
   *
   * @param authorization the header's value
   * @return null for an anonymous caller, or a token that names nobody
   */
  public static @Nullable String user(@Nullable String authorization) {
    return known(authorization).user();
  }

  /** The same, and whether there was a token that does not parse. */
  static Known known(@Nullable String authorization) {
    if (authorization == null || !authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return Known.ANONYMOUS;
    }
    int dot = authorization.indexOf('.', 7);
    int end = dot < 0 ? -1 : authorization.indexOf('.', dot + 1);
    if (end < 0) {
      return Known.MALFORMED;
    }
    try {
      return Known.of(
          subject(Base64.getUrlDecoder().decode(authorization.substring(dot + 1, end))));
    } catch (IOException | IllegalArgumentException e) {
      return Known.MALFORMED;
    }
  }

  private static @Nullable String subject(byte[] claims) throws IOException {
    try (JsonParser parser = JSON.createParser(claims)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("the claims are no object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean subject = "sub".equals(parser.currentName());
        JsonToken value = parser.nextToken();
        if (subject) {
          return value == JsonToken.VALUE_STRING ? bounded(parser.getText()) : null;
        }
        parser.skipChildren();
      }
      return null;
    }
  }

  private static @Nullable String bounded(String user) {
    return user.isEmpty() || user.length() > LONGEST_USER ? null : user;
  }
}
