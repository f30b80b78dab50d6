package dev.banyan.proxy.wire;

import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a request in HTTP/2 must be so that it can be written in HTTP/1 without meaning something
 * else (RFC 9113, 8.2 and 8.3; 10.3). HTTP/2 carries any bytes in fields and pseudo-fields.
 */
public final class Http2Rules {

  private Http2Rules() {}

  /** Why a request is not accepted, or null. */
  public static @Nullable Refusal refusal(HttpServerRequest request, WireLimits limits) {
    if (request.headers().size() > limits.count()) {
      return new Refusal(431, "there are too many header fields");
    }
    String problem = problem(request, limits.pathEscapes());
    if (problem != null) {
      return Refusal.bad(problem);
    }
    for (String expected : request.headers().getAll("expect")) {
      if (!expected.equalsIgnoreCase("100-continue")) {
        return new Refusal(417, "Expect is not known");
      }
    }
    return null;
  }

  private static @Nullable String problem(HttpServerRequest request, boolean pathEscapes) {
    String scheme = request.scheme();
    if (!"http".equals(scheme) && !"https".equals(scheme)) {
      return ":scheme is neither http nor https";
    }
    if (!Methods.isKnown(request.method().name())) {
      return "the method is not known";
    }
    String target = target(request, pathEscapes);
    return target != null ? target : fields(request);
  }

  private static @Nullable String target(HttpServerRequest request, boolean pathEscapes) {
    String uri = request.uri();
    Target target = new Target(pathEscapes);
    for (int i = 0; i < uri.length(); i++) {
      String problem =
          uri.charAt(i) > 126 ? "the path is malformed" : target.add((byte) uri.charAt(i));
      if (problem != null) {
        return problem;
      }
    }
    String end = target.ends();
    if (end != null) {
      return end;
    }
    boolean asterisk = uri.equals("*") && request.method().name().equals("OPTIONS");
    if (!asterisk && !target.isOrigin()) {
      return ":path is no path";
    }
    return host(request);
  }

  private static @Nullable String host(HttpServerRequest request) {
    if (request.authority() == null) {
      return ":authority is missing or malformed";
    }
    return HostName.isValid(Text.of(request.authority().toString()))
        ? null
        : ":authority is malformed";
  }

  private static @Nullable String fields(HttpServerRequest request) {
    for (Map.Entry<String, String> field : request.headers()) {
      String problem = field(field.getKey(), field.getValue());
      if (problem != null) {
        return problem;
      }
    }
    if (request.headers().getAll("host").size() > 1) {
      return "Host stands there twice";
    }
    return request.headers().getAll("content-length").size() > 1
        ? "Content-Length stands there twice"
        : null;
  }

  /** What is wrong with a field behind a body, null if nothing is; a pseudo-field always is. */
  static @Nullable String trailer(String name, String value) {
    return field(name, value);
  }

  private static @Nullable String field(String name, String value) {
    if (name.isEmpty() || !isName(name)) {
      return "a field's name holds a character that none may hold";
    }
    if (!isValue(value)) {
      return "a field's value holds a control character";
    }
    if (!value.isEmpty()
        && (isBlank(value.charAt(0)) || isBlank(value.charAt(value.length() - 1)))) {
      return "a field's value begins or ends with a blank";
    }
    return switch (name) {
      case "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade" ->
          "a field of one connection may not stand there";
      case "te" -> value.equalsIgnoreCase("trailers") ? null : "TE may only be trailers";
      case "content-length" -> digits(value) ? null : "Content-Length is malformed";
      case "range", "request-range" ->
          value.chars().filter(c -> c == ',').count() < RequestHead.MOST_RANGES
              ? null
              : "there are too many ranges";
      case "sec-websocket-key1", "sec-websocket-key2" -> RequestHead.OLD_DRAFT;
      case "content_length", "transfer_encoding" -> Framing.UNDERSCORE;
      default -> null;
    };
  }

  /** Whether a field of an answer, or behind one, can be written in HTTP/1 as what it is. */
  public static boolean isCarried(String name, String value) {
    return isToken(name) && isValue(value);
  }

  /** Whether a text is a token (RFC 9110, 5.6.2). */
  static boolean isToken(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 126 || Octets.token((byte) text.charAt(i)) == 0) {
        return false;
      }
    }
    return text.length() > 0;
  }

  private static boolean isValue(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) > 255 || !Octets.isValue((byte) value.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  private static boolean isName(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c > 126 || Octets.token((byte) c) != c) {
        return false;
      }
    }
    return true;
  }

  private static boolean digits(String value) {
    return !value.isEmpty()
        && value.length() <= 18
        && value.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
