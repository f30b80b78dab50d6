package dev.banyan.proxy.wire;

import io.netty.util.NetUtil;

/**
 * A {@code Host}: a name of letters, digits, dots, dashes and underscores, or an address, and
 * perhaps a port. RFC 3986 (3.2.2) allows more bytes, which no name of a server has and which
 * servers read in different ways.
 */
final class HostName {

  /** What DNS has room for, and a port. */
  private static final int LONGEST = 253 + 6;

  private HostName() {}

  static boolean isValid(Text host) {
    if (host.length() == 0 || host.length() > LONGEST) {
      return false;
    }
    return host.at(0) == '[' ? literal(host.toString()) : named(host);
  }

  private static boolean literal(String host) {
    int end = host.indexOf(']');
    return end > 0
        && NetUtil.isValidIpV6Address(host.substring(0, end + 1))
        && host.indexOf('%') < 0
        && (host.length() == end + 1
            || (host.charAt(end + 1) == ':' && port(host.substring(end + 2))));
  }

  private static boolean named(Text host) {
    int at = 0;
    while (at < host.length() && Octets.isHost(host.at(at))) {
      at++;
    }
    return at > 0
        && (at == host.length() || (host.at(at) == ':' && port(host.toString().substring(at + 1))));
  }

  /** An empty one is the scheme's (RFC 3986, 3.2.3). */
  private static boolean port(String text) {
    return text.isEmpty()
        || (text.length() <= 5
            && text.chars().allMatch(c -> c >= '0' && c <= '9')
            && Integer.parseInt(text) <= 65_535);
  }

  /**
   * Whether two authorities in lower case mean the same.
   *
   * @param port the scheme's, which one without a port has (RFC 9110, 4.2.3)
   */
  static boolean same(String one, String other, int port) {
    return withoutPort(one, port).equals(withoutPort(other, port));
  }

  private static String withoutPort(String authority, int port) {
    String named = ":" + port;
    boolean empty = authority.endsWith(":");
    int dropped = empty ? 1 : authority.endsWith(named) ? named.length() : 0;
    return authority.substring(0, authority.length() - dropped);
  }
}
