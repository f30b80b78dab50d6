package dev.banyan.proxy.listen;

import java.time.Duration;

/**
 * How the proxy stands between clients and sides.
 *
 * @param certificate file with the certificate chain (PEM); empty for no TLS
 * @param key file with the certificate's key (PEM, PKCS 8 or PKCS 1)
 * @param reload how often both files are looked at for a newer certificate
 * @param http2 whether clients may use HTTP/2: by ALPN with TLS, by prior knowledge and upgrade
 *     without
 * @param trusted addresses and networks of the load balancers whose {@code Forwarded} and {@code
 *     X-Forwarded-*} are believed, as {@code 10.0.0.0/8, 192.168.7.1}
 * @param via this proxy's name in {@code Via}
 * @param loops whether a request that has passed a proxy of this name is answered 508
 * @param pathEscapes whether {@code %2F} and {@code %5C} may stand in a path; servers decode them
 *     at different times
 * @param nativeTransport whether epoll is used where it can be
 */
public record EdgeConfig(
    String certificate,
    String key,
    Duration reload,
    boolean http2,
    String trusted,
    String via,
    boolean loops,
    boolean pathEscapes,
    boolean nativeTransport) {

  /** No TLS, HTTP/2, nobody trusted. */
  public static final EdgeConfig DEFAULT =
      new EdgeConfig("", "", Duration.ofSeconds(5), true, "", "banyan", false, false, true);

  public EdgeConfig {
    if (certificate.isEmpty() != key.isEmpty()) {
      throw new IllegalArgumentException(
          "edge.certificate and edge.key go together: give both or none");
    }
    if (!via.matches("[A-Za-z0-9._-]{1,64}")) {
      throw new IllegalArgumentException(
          "edge.via is a name of letters, digits, dots and dashes, was '" + via + "'");
    }
    TrustedPeers.of(trusted);
  }

  /** Whether clients speak TLS. */
  public boolean tls() {
    return !certificate.isEmpty();
  }
}
