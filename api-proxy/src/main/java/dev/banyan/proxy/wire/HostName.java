package dev.banyan.proxy.wire;

/** A {@code Host} as RFC 3986 (3.2) has it: name or address, and perhaps a port. */
final class HostName {

  private HostName() {}

  static boolean isValid(Text host) {
    if (host.length() == 0 || host.at(0) == ':') {
      return false;
    }
    for (int i = 0; i < host.length(); i++) {
      if (!Octets.isHost(host.at(i))) {
        return false;
      }
    }
    return host.at(0) == '[' ? literal(host.toString()) : named(host);
  }

  private static boolean literal(String host) {
    int end = host.indexOf(']');
    return host.matches("\\[[0-9A-Fa-f:.]+](:[0-9]{0,5})?") && end > 0;
  }

  private static boolean named(Text host) {
    int colon = -1;
    for (int i = 0; i < host.length(); i++) {
      byte b = host.at(i);
      if (b == '[' || b == ']' || (b == ':' && colon >= 0)) {
        return false;
      }
      if (colon >= 0 && (b < '0' || b > '9')) {
        return false;
      }
      colon = b == ':' ? i : colon;
    }
    return colon < 0 || host.length() - colon <= 6;
  }

  /** Whether two authorities mean the same, given that 80 is the port of one without. */
  static boolean same(String one, String other) {
    return withoutPort80(one).equals(withoutPort80(other));
  }

  private static String withoutPort80(String authority) {
    return authority.endsWith(":80") ? authority.substring(0, authority.length() - 3) : authority;
  }
}
