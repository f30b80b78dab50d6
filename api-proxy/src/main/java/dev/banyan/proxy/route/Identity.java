package dev.banyan.proxy.route;

import io.netty.util.AsciiString;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where a caller's identity is read.
 *
 * @param kind of the place
 * @param name of header or cookie; empty for the token
 */
public record Identity(Kind kind, String name) {

  /** The places. */
  public enum Kind {
    JWT,
    HEADER,
    COOKIE
  }

  /** The claim {@code sub} of the bearer token. */
  public static final Identity JWT_SUBJECT = new Identity(Kind.JWT, "");

  private static final int LONGEST = 256;

  private static final CharSequence AUTHORIZATION = AsciiString.cached("Authorization");
  private static final CharSequence COOKIE_HEADER = AsciiString.cached("Cookie");

  /**
   * The caller.
   *
   * @param headers the request's, by name; null if there is none
   * @param tokens the event loop's
   */
  public Caller.Known of(Function<CharSequence, @Nullable String> headers, KnownTokens tokens) {
    return switch (kind) {
      case JWT -> tokens.of(headers.apply(AUTHORIZATION));
      case HEADER -> Caller.Known.of(bounded(headers.apply(name)));
      case COOKIE -> Caller.Known.of(bounded(cookie(headers.apply(COOKIE_HEADER))));
    };
  }

  private @Nullable String cookie(@Nullable String cookies) {
    if (cookies == null) {
      return null;
    }
    for (String pair : cookies.split(";")) {
      String trimmed = pair.trim();
      if (trimmed.length() > name.length()
          && trimmed.startsWith(name)
          && trimmed.charAt(name.length()) == '=') {
        return unquoted(trimmed.substring(name.length() + 1));
      }
    }
    return null;
  }

  private static String unquoted(String value) {
    boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  private static @Nullable String bounded(@Nullable String user) {
    return user == null || user.isBlank() || user.length() > LONGEST ? null : user.trim();
  }
}
