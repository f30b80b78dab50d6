package dev.banyan.proxy.forward;

import dev.banyan.proxy.listen.EdgeConfig;
import dev.banyan.proxy.listen.TrustedPeers;
import dev.banyan.proxy.wire.Fields;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import org.jspecify.annotations.Nullable;

/**
 * What is told to a side of where a request came from: {@code Forwarded} (RFC 7239), {@code
 * X-Forwarded-*} and {@code Via} (RFC 9110, 7.6.3).
 */
final class EdgeHeaders {

  private static final CharSequence VIA = HttpHeaders.createOptimized("Via");
  private static final CharSequence FORWARDED = HttpHeaders.createOptimized("Forwarded");
  private static final CharSequence FOR = HttpHeaders.createOptimized("X-Forwarded-For");
  private static final CharSequence PROTO = HttpHeaders.createOptimized("X-Forwarded-Proto");
  private static final CharSequence HOST = HttpHeaders.createOptimized("X-Forwarded-Host");

  private final TrustedPeers trusted;
  private final boolean trustAll;
  private final boolean loops;
  private final String name;
  private final String via1;
  private final String via10;
  private final String via2;

  EdgeHeaders(EdgeConfig edge, boolean trustAll) {
    this.trusted = TrustedPeers.of(edge.trusted());
    this.trustAll = trustAll;
    this.loops = edge.loops();
    this.name = edge.via();
    this.via1 = "1.1 " + name;
    this.via10 = "1.0 " + name;
    this.via2 = "2 " + name;
  }

  /** Whether the other end of a request's connection may say who its client is. */
  boolean believes(HttpServerRequest request) {
    return trustAll
        || (request.connection() instanceof ConnectionBase connection
            && trusted.trusts(connection.channel().remoteAddress()));
  }

  /** Whether a request has been here before, where that is looked for. */
  boolean isLoop(HttpServerRequest request) {
    if (!loops) {
      return false;
    }
    for (String line : request.headers().getAll(VIA)) {
      for (String hop : line.split(",")) {
        String[] parts = hop.trim().split(" ");
        if (parts.length > 1 && parts[1].equals(name)) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Adds them.
   *
   * @param believed whether {@code to} may have some already, which are gone on with
   */
  void add(HttpServerRequest from, Fields to, boolean believed) {
    String peer = from.remoteAddress().hostAddress();
    String proto = from.isSSL() ? "https" : "http";
    String host = host(from);
    if (believed) {
      goOn(to, peer, proto, host);
    } else {
      if (peer != null) {
        to.add(FOR, peer);
        to.add(FORWARDED, forwarded(peer, proto, host));
      }
      to.add(PROTO, proto);
      if (host != null) {
        to.add(HOST, host);
      }
    }
    append(to, VIA, via(from.version()));
  }

  private static void goOn(Fields to, @Nullable String peer, String proto, @Nullable String host) {
    if (peer != null) {
      append(to, FOR, peer);
      append(to, FORWARDED, forwarded(peer, proto, host));
    }
    if (!to.contains(PROTO)) {
      to.set(PROTO, proto);
    }
    if (host != null && !to.contains(HOST)) {
      to.set(HOST, host);
    }
  }

  private static @Nullable String host(HttpServerRequest from) {
    // Read from the line itself: half the cost of parsing it.
    String host = from.getHeader(HttpHeaders.HOST);
    return host != null || from.authority() == null ? host : from.authority().toString();
  }

  private String via(HttpVersion received) {
    return switch (received) {
      case HTTP_1_0 -> via10;
      case HTTP_1_1 -> via1;
      default -> via2;
    };
  }

  private static void append(Fields to, CharSequence name, String value) {
    String before = before(to, name);
    to.set(name, before == null ? value : before + ", " + value);
  }

  private static @Nullable String before(Fields to, CharSequence name) {
    return to.contains(name) ? String.join(", ", to.all(name)) : null;
  }

  private static String forwarded(String peer, String proto, @Nullable String host) {
    String node = peer.indexOf(':') < 0 ? peer : "\"[" + peer + "]\"";
    String known = "for=" + node + ";proto=" + proto;
    return host == null ? known : known + ";host=\"" + host + "\"";
  }
}
