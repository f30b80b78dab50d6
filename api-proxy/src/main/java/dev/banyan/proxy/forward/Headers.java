package dev.banyan.proxy.forward;

import dev.banyan.proxy.wire.Fields;
import dev.banyan.proxy.wire.Http2Rules;
import dev.banyan.proxy.wire.RequestWire;
import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which headers pass. Those of one connection do not (RFC 9110, 7.6.1), including the ones that
 * {@code Connection} names; those of ours do not come from clients.
 */
final class Headers {

  static final CharSequence SIDE = HttpHeaders.createOptimized("X-Banyan-Side");
  static final CharSequence CAPABILITY = HttpHeaders.createOptimized("X-Banyan-Capability");
  static final CharSequence POSITION = HttpHeaders.createOptimized("X-Banyan-Position");
  static final CharSequence WATERMARK = HttpHeaders.createOptimized("X-Banyan-Watermark");
  private static final String COOKIE = "Cookie";
  private static final CharSequence CONNECTION = HttpHeaders.CONNECTION;

  /** Of the objects of a request and its exchange, in bytes; those of a field. */
  private static final int REQUEST = 2 * 1024;

  private static final int FIELD = 80;

  /** With its stream; what was read is kept beside the strings that are made of it. */
  private static final int HTTP2_REQUEST = 7 * 1024;

  private static final int HTTP2_FIELD = 200;

  private Headers() {}

  /** What a request keeps in memory besides its body, about, in bytes. */
  static int memory(HttpServerRequest of) {
    int characters = 2 * of.uri().length(); // the head's bytes, and the text that is made of them
    int count = 0;
    Iterator<? extends Map.Entry<? extends CharSequence, ? extends CharSequence>> headers =
        fields(of.headers());
    while (headers.hasNext()) {
      Map.Entry<? extends CharSequence, ? extends CharSequence> header = headers.next();
      characters += header.getKey().length() + header.getValue().length();
      count++;
    }
    return of.version() == HttpVersion.HTTP_2
        ? HTTP2_REQUEST + count * HTTP2_FIELD + characters * 2
        : REQUEST + count * FIELD + characters;
  }

  /** A request's headers for a side, with what says where it came from. */
  static Fields toSide(HttpServerRequest from, EdgeHeaders edge, Trail trail) {
    Fields to = new Fields();
    boolean believed = edge.believes(from);
    Set<String> named = namedByConnection(from.headers());
    Iterator<? extends Map.Entry<? extends CharSequence, ? extends CharSequence>> headers =
        fields(from.headers());
    while (headers.hasNext()) {
      Map.Entry<? extends CharSequence, ? extends CharSequence> header = headers.next();
      CharSequence name = header.getKey();
      if ((passes(name, named) || is(name, "Content-Length")) // it is not of one connection
          && !ours(name)
          && (believed || !forwarded(name))
          && !inUnderscores(name)) {
        to.add(name, plain(name, header.getValue()));
      }
    }
    if (from.version() == HttpVersion.HTTP_2) {
      joinCookies(to);
    }
    edge.add(from, to, believed);
    trail.mark(to);
    return to;
  }

  /** Some read a length that begins with zeros as octal. */
  private static CharSequence plain(CharSequence name, CharSequence value) {
    if (name.length() != 14 || value.length() < 2 || value.charAt(0) != '0') {
      return value;
    }
    return is(name, "Content-Length") ? Long.toString(Long.parseLong(value.toString())) : value;
  }

  /** As they were read, if they can be had so: they are written faster than strings are. */
  private static Iterator<? extends Map.Entry<? extends CharSequence, ? extends CharSequence>>
      fields(MultiMap headers) {
    return headers instanceof io.netty.handler.codec.http.HttpHeaders read
        ? read.iteratorCharSequence()
        : headers.iterator();
  }

  /** HTTP/2 may send a cookie in pieces, HTTP/1 may not (RFC 9113, 8.2.3). */
  private static void joinCookies(Fields to) {
    List<String> pieces = to.all(COOKIE);
    if (pieces.size() > 1) {
      to.set(COOKIE, String.join("; ", pieces));
    }
  }

  /** Copies an answer's headers for the client; its length stays, whoever names it. */
  static void toClient(Fields from, MultiMap to) {
    Set<String> named = namedByConnection(from);
    for (int i = 0; i < from.size(); i++) {
      CharSequence name = from.name(i);
      boolean kept = passes(name, named) || is(name, "Trailer") || is(name, "Content-Length");
      if (kept && (!ours(name) || isPosition(name))) {
        to.add(name, plain(name, from.value(i)));
      }
    }
  }

  /** What a proxy before this one needs to know, too. */
  private static boolean isPosition(CharSequence name) {
    return is(name, POSITION) || is(name, WATERMARK);
  }

  /** Copies the fields behind an answer's body for the client. */
  static void trailers(MultiMap from, MultiMap to) {
    for (Map.Entry<String, String> field : from) {
      String name = field.getKey();
      if (passes(name, Set.of())
          && !is(name, "Content-Length")
          && !ours(name)
          && Http2Rules.isCarried(name, field.getValue())) {
        to.add(name, field.getValue());
      }
    }
  }

  private static boolean passes(CharSequence name, Set<String> named) {
    return !ofOneConnection(name) && (named.isEmpty() || !named.contains(name.toString()));
  }

  private static boolean ofOneConnection(CharSequence name) {
    return switch (name.length()) {
      case 2 -> is(name, "TE");
      case 4 -> is(name, "Host");
      case 5 -> is(name, "Proxy"); // CGI's HTTP_PROXY (CVE-2016-5385)
      case 6 -> is(name, "Expect");
      case 7 -> is(name, "Upgrade") || is(name, "Trailer");
      case 10 -> is(name, "Connection") || is(name, "Keep-Alive");
      case 14 -> is(name, "HTTP2-Settings");
      case 16 -> is(name, "Proxy-Connection");
      case 17 -> is(name, "Transfer-Encoding");
      case 18 -> is(name, "Proxy-Authenticate");
      case 19 -> is(name, "Proxy-Authorization");
      default -> false;
    };
  }

  private static boolean ours(CharSequence name) {
    return begins(name, "X-Banyan-");
  }

  private static boolean forwarded(CharSequence name) {
    return begins(name, "X-Forwarded-") || is(name, "Forwarded") || begins(name, "X-Real-IP");
  }

  /** As nobody writes it who is believed: servers would take it for what is ours. */
  private static boolean inUnderscores(CharSequence name) {
    return (forwarded(name) || begins(name, "X-Correlation-Id")) && AsciiString.contains(name, "_");
  }

  private static boolean is(CharSequence name, CharSequence other) {
    return AsciiString.contentEqualsIgnoreCase(name, other);
  }

  /** Servers of the CGI family take X_Forwarded_For for X-Forwarded-For. */
  private static boolean begins(CharSequence name, String prefix) {
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
    RequestWire wire = Refused.wire(request.connection());
    if (wire != null) {
      wire.answersLast();
    }
    request.response().putHeader("Connection", "close");
    if (request.version() == HttpVersion.HTTP_1_0) {
      // Vert.x says keep-alive if the client did.
      request
          .response()
          .headersEndHandler(h -> request.response().putHeader("Connection", "close"));
    }
    request.response().endHandler(end -> request.connection().close());
  }

  /** The options of a connection, whatever their case; none if it only stays or closes. */
  static Set<String> namedByConnection(MultiMap headers) {
    return headers.contains(CONNECTION) ? options(headers.getAll(CONNECTION)) : Set.of();
  }

  private static Set<String> namedByConnection(Fields fields) {
    return fields.contains(CONNECTION) ? options(fields.all(CONNECTION)) : Set.of();
  }

  private static Set<String> options(List<String> lines) {
    if (lines.size() == 1 && namesNoField(lines.get(0))) {
      return Set.of();
    }
    Set<String> named = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (String line : lines) {
      for (String name : line.split(",")) {
        named.add(name.trim());
      }
    }
    return named;
  }

  private static boolean namesNoField(String line) {
    return line.equalsIgnoreCase("keep-alive") || line.equalsIgnoreCase("close");
  }
}
