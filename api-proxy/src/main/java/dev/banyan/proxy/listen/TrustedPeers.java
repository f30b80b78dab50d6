package dev.banyan.proxy.listen;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** Addresses and networks (CIDR) whose word about their own clients is taken. Immutable. */
public final class TrustedPeers {

  private record Network(byte[] address, int bits) {

    boolean holds(byte[] other) {
      if (other.length != address.length) {
        return false;
      }
      for (int i = 0; i < bits; i++) {
        int bit = 0x80 >> (i & 7);
        if (((address[i >> 3] ^ other[i >> 3]) & bit) != 0) {
          return false;
        }
      }
      return true;
    }
  }

  private final List<Network> networks;

  private TrustedPeers(List<Network> networks) {
    this.networks = List.copyOf(networks);
  }

  /**
   * Reads a list such as {@code 10.0.0.0/8, ::1}.
   *
   * @throws IllegalArgumentException naming the entry that is neither address nor network
   */
  public static TrustedPeers of(String list) {
    List<Network> networks = new ArrayList<>();
    for (String entry : list.split(",")) {
      if (!entry.isBlank()) {
        networks.add(network(entry.trim()));
      }
    }
    return new TrustedPeers(networks);
  }

  private static Network network(String entry) {
    int slash = entry.indexOf('/');
    String host = slash < 0 ? entry : entry.substring(0, slash);
    try {
      if (!host.matches("[0-9A-Fa-f:.]+")) {
        throw new UnknownHostException(host); // a name would be asked of DNS
      }
      byte[] address = InetAddress.getByName(host).getAddress();
      int bits = slash < 0 ? 8 * address.length : Integer.parseInt(entry.substring(slash + 1));
      if (bits < 0 || bits > 8 * address.length) {
        throw new NumberFormatException(entry);
      }
      return new Network(address, bits);
    } catch (UnknownHostException | NumberFormatException e) {
      throw new IllegalArgumentException(
          "edge.trusted holds '" + entry + "': give addresses or networks, as 10.0.0.0/8, ::1", e);
    }
  }

  /** Whether a connection's other end is trusted. */
  public boolean trusts(SocketAddress peer) {
    if (networks.isEmpty() || !(peer instanceof InetSocketAddress inet)) {
      return false;
    }
    InetAddress address = inet.getAddress();
    return address != null
        && networks.stream().anyMatch(network -> network.holds(address.getAddress()));
  }
}
