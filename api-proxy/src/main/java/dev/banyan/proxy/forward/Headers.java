package dev.banyan.proxy.forward;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which headers pass. Those of one connection do not (RFC 9110, 7.6.1), including the ones that
 * {@code Connection} names; those of ours do not come from clients.
 */
final class Headers {

  static final String SIDE = "X-Banyan-Side";
  static final String CAPABILITY = "X-Banyan-Capability";
  static final String POSITION = "X-Banyan-Position";
  static final String WATERMARK = "X-Banyan-Watermark";
  static final String CORRELATION = "X-Correlation-Id";
  private static final String COOKIE = "Cookie";
  private static final String TRACEPARENT = "traceparent";
  private static final int LONGEST_CORRELATION = 128;

  private Headers() {}

  /** Copies a request's headers for a side and adds what says where it came from. */
  static void toSide(HttpServerRequest from, MultiMap to, EdgeHeaders edge) {
    boolean believed = edge.believes(from);
    Set<String> named = namedByConnection(from.headers());
    for (Map.Entry<String, String> header : from.headers()) {
      String name = header.getKey();
      if (passes(name, named) && !ours(name) && (believed || !forwarded(name))) {
        to.add(name, header.getValue());
      }
    }
    if (from.version() == HttpVersion.HTTP_2) {
      joinCookies(to);
    }
    edge.add(from, to);
    to.set(CORRELATION, correlation(from.headers().get(CORRELATION)));
    if (!TraceParent.isValid(to.getAll(TRACEPARENT))) {
      to.remove("tracestate");
      to.set(TRACEPARENT, TraceParent.make());
    }
  }

  /** HTTP/2 may send a cookie in pieces, HTTP/1 may not (RFC 9113, 8.2.3). */
  private static void joinCookies(MultiMap to) {
    List<String> pieces = to.getAll(COOKIE);
    if (pieces.size() > 1) {
      to.set(COOKIE, String.join("; ", pieces));
    }
  }

  /** Copies an answer's headers for the client. */
  static void toClient(MultiMap from, MultiMap to) {
    Set<String> named = namedByConnection(from);
    for (Map.Entry<String, String> header : from) {
      String name = header.getKey();
      if (passes(name, named) || name.equalsIgnoreCase("Trailer")) {
        to.add(name, header.getValue());
      }
    }
  }

  private static boolean passes(String name, Set<String> named) {
    return !ofOneConnection(name) && (named.isEmpty() || !named.contains(name));
  }

  private static boolean ofOneConnection(String name) {
    return switch (name.length()) {
      case 2 -> name.equalsIgnoreCase("TE");
      case 4 -> name.equalsIgnoreCase("Host");
      case 5 -> name.equalsIgnoreCase("Proxy"); // CGI's HTTP_PROXY (CVE-2016-5385)
      case 6 -> name.equalsIgnoreCase("Expect");
      case 7 -> name.equalsIgnoreCase("Upgrade") || name.equalsIgnoreCase("Trailer");
      case 10 -> name.equalsIgnoreCase("Connection") || name.equalsIgnoreCase("Keep-Alive");
      case 14 -> name.equalsIgnoreCase("HTTP2-Settings");
      case 16 -> name.equalsIgnoreCase("Proxy-Connection");
      case 17 -> name.equalsIgnoreCase("Transfer-Encoding");
      case 18 -> name.equalsIgnoreCase("Proxy-Authenticate");
      case 19 -> name.equalsIgnoreCase("Proxy-Authorization");
      default -> false;
    };
  }

  private static boolean ours(String name) {
    return begins(name, "X-Banyan-");
  }

  private static boolean forwarded(String name) {
    return begins(name, "X-Forwarded-")
        || name.equalsIgnoreCase("Forwarded")
        || name.equalsIgnoreCase("X-Real-IP");
  }

  /** Servers of the CGI family take X_Forwarded_For for X-Forwarded-For. */
  private static boolean begins(String name, String prefix) {
    if (name.length() < prefix.length() || (name.charAt(0) | 0x20) != 'x') {
      return false;
    }
    for (int i = 1; i < prefix.length(); i++) {
      char c = name.charAt(i);
      if (Character.toLowerCase(c == '_' ? '-' : c) != Character.toLowerCase(prefix.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether the client asks for its connection to be closed, in a list of options; the server sees
   * to it only if it is the one option.
   */
  static boolean closeAmongOthers(MultiMap headers) {
    return namedByConnection(headers).contains("close");
  }

  /** Closes the connection once the answer is out, and says so. */
  static void closeAfter(HttpServerRequest request) {
    if (request.version() == HttpVersion.HTTP_2) {
      return; // one stream's end is not its connection's
    }
    request.response().putHeader("Connection", "close");
    request.response().endHandler(end -> request.connection().close());
  }

  /** The options of a connection, whatever their case. */
  static Set<String> namedByConnection(MultiMap headers) {
    String one = headers.get("Connection");
    if (one == null || one.equalsIgnoreCase("keep-alive") || one.equalsIgnoreCase("close")) {
      if (one == null || headers.getAll("Connection").size() == 1) {
        return Set.of();
      }
    }
    Set<String> named = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (String line : headers.getAll("Connection")) {
      for (String name : line.split(",")) {
        named.add(name.trim());
      }
    }
    return named;
  }

  private static String correlation(@Nullable String given) {
    if (given != null && !given.isEmpty() && given.length() <= LONGEST_CORRELATION) {
      if (given.chars().allMatch(c -> c > ' ' && c < 127)) {
        return given;
      }
    }
    return TraceParent.hex() + TraceParent.hex();
  }
}
