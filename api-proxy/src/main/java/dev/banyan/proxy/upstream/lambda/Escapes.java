package dev.banyan.proxy.upstream.lambda;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** Percent-encoding (RFC 3986, 2.1) of what clients write, right or not. */
final class Escapes {

  private static final String IN_PATHS = "/-._~!$&'()*+,;=:@%";
  private static final String HEX = "0123456789ABCDEF";

  private Escapes() {}

  /** A name or value of a query; as it stands if an escape in it is malformed. */
  static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  /** A path with all that none may hold escaped, for clients send it nevertheless. */
  static String path(String path) {
    StringBuilder escaped = new StringBuilder(path.length());
    for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (c < 128 && (Character.isLetterOrDigit(c) || IN_PATHS.indexOf(c) >= 0)) {
        escaped.append(c);
      } else {
        escaped.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
      }
    }
    return escaped.toString();
  }
}
