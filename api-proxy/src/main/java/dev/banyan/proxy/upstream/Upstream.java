package dev.banyan.proxy.upstream;

import dev.banyan.control.Side;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.Locale;

/**
 * Where a side is.
 *
 * @param side which
 * @param ssl whether it speaks TLS
 * @param host name or address
 * @param port 1 to 65535
 * @param basePath what its paths begin with; empty or {@code /stage}
 */
public record Upstream(Side side, boolean ssl, String host, int port, String basePath) {

  private static final int LAST_PORT = 65_535;

  /**
   * Reads a URL such as {@code https://example.org/stage}.
   *
   * @throws IllegalArgumentException naming the property, the text and a valid form
   */
  public static Upstream of(Side side, String url) {
    try {
      URI uri = URI.create(url);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      boolean ssl = scheme.equals("https");
      if ((!ssl && !scheme.equals("http"))
          || uri.getHost() == null
          || uri.getUserInfo() != null
          || uri.getPort() > LAST_PORT
          || uri.getQuery() != null) {
        throw new IllegalArgumentException("not http://host:port");
      }
      int port = uri.getPort() > 0 ? uri.getPort() : ssl ? 443 : 80;
      return new Upstream(side, ssl, uri.getHost(), port, withoutEnd(uri.getRawPath()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "banyan.proxy."
              + side.label()
              + " is '"
              + url.replaceFirst("//.*@", "//***@")
              + "': give a URL, as http://localhost:8180");
    }
  }

  private static String withoutEnd(String path) {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  /** Host, and port unless it is the scheme's own; as {@code Host} and signatures spell it. */
  public String authority() {
    return port == (ssl ? 443 : 80) ? host : host + ":" + port;
  }

  /** Path and query at this side, of those that the client sent; {@code *} is all of it. */
  public String uri(String uri) {
    if (basePath.isEmpty()) {
      return uri;
    }
    return uri.equals("*") ? basePath : basePath + uri;
  }

  /**
   * A request to this side.
   *
   * @param uri path and query as the client sent them
   * @param connectMillis how long it may wait for a connection
   */
  public RequestOptions request(HttpMethod method, String uri, long connectMillis) {
    return new RequestOptions()
        .setMethod(method)
        .setHost(host)
        .setPort(port)
        .setSsl(ssl)
        .setURI(uri(uri))
        .setConnectTimeout(connectMillis);
  }
}
