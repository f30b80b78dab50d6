package dev.banyan.proxy.upstream;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.net.SocketAddress;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that no upstream may have, because a cloud's instance metadata, and with it
 * credentials, are behind them: all link-local ones, and EC2's {@code fd00:ec2::/32}. A name is
 * checked when a file is loaded, and the address of each connection before anything is sent on it,
 * so that a name that changes its address afterwards gains nothing.
 *
 * <p>Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
 */
public final class ForbiddenAddress {

  /** Names that mean the metadata service inside a cloud, and perhaps nothing where one tests. */
  private static final Set<String> METADATA =
      Set.of("metadata.google.internal", "metadata.goog", "instance-data.ec2.internal");

  private static volatile boolean allowed;

  private ForbiddenAddress() {}

  /** Allows link-local upstreams, for this process: an operator's explicit setting. */
  public static void allow(boolean next) {
    allowed = next;
  }

  /**
   * Checks a host at load.
   *
   * @return what is wrong with it, null if nothing is, or if its name cannot be resolved now
   */
  public static @Nullable String problem(String host) {
    return problem(host, InetAddress::getAllByName);
  }

  /** Finds the addresses of a name. */
  @FunctionalInterface
  interface Names {
    InetAddress[] of(String name) throws UnknownHostException;
  }

  static @Nullable String problem(String host, Names names) {
    if (allowed) {
      return null;
    }
    if (METADATA.contains(host.toLowerCase(Locale.ROOT).replaceFirst("\\.$", ""))) {
      return "%s is where cloud metadata is kept: use another, or set banyan.proxy.routing.allow-link-local=true"
          .formatted(host);
    }
    try {
      for (InetAddress address : names.of(bare(host))) {
        if (isForbidden(address)) {
          return "%s is the link-local address %s, where cloud metadata is kept: use another, or set banyan.proxy.routing.allow-link-local=true"
              .formatted(host, address.getHostAddress());
        }
      }
      return null;
    } catch (UnknownHostException e) {
      return null; // the proxy starts all the same; each connection is checked
    }
  }

  /** Without brackets, and without a zone: an interface that lacks would hide the address. */
  private static String bare(String host) {
    return host.startsWith("[") && host.endsWith("]")
        ? host.substring(1, host.length() - 1).replaceFirst("%.*$", "")
        : host;
  }

  static boolean isForbidden(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (address instanceof Inet4Address) {
      return isForbidden(bytes[0], bytes[1]);
    }
    if (!(address instanceof Inet6Address)) {
      return false;
    }
    boolean linkLocal = (bytes[0] & 0xff) == 0xfe && (bytes[1] & 0xc0) == 0x80;
    boolean ec2 =
        bytes[0] == (byte) 0xfd && bytes[1] == 0 && bytes[2] == 0x0e && bytes[3] == (byte) 0xc2;
    return linkLocal || ec2 || embedded(bytes);
  }

  /** IPv4 inside IPv6: mapped, compatible, NAT64's well-known prefix, 6to4. */
  private static boolean embedded(byte[] b) {
    boolean zeros = Arrays.equals(b, 0, 10, new byte[10], 0, 10);
    boolean mapped = zeros && (b[10] == b[11]) && (b[10] == 0 || b[10] == (byte) 0xff);
    boolean nat64 = b[0] == 0 && b[1] == 0x64 && b[2] == (byte) 0xff && b[3] == (byte) 0x9b;
    boolean sixToFour = b[0] == 0x20 && b[1] == 0x02;
    return ((mapped || nat64) && isForbidden(b[12], b[13]))
        || (sixToFour && isForbidden(b[2], b[3]));
  }

  private static boolean isForbidden(byte first, byte second) {
    return first == (byte) 169 && second == (byte) 254;
  }

  /** Whether a connection leads where none may. */
  public static boolean isForbidden(@Nullable SocketAddress address) {
    if (allowed || address == null) {
      return false;
    }
    String host = address.hostAddress();
    if (host == null || mayBeOrdinary(host)) {
      return false;
    }
    try {
      return isForbidden(InetAddress.getByName(bare(host))); // a literal: nothing is resolved
    } catch (UnknownHostException e) {
      return true;
    }
  }

  /** The usual case, without parsing: an IPv4 literal that does not begin like a link-local one. */
  private static boolean mayBeOrdinary(String host) {
    return host.indexOf(':') < 0 && !host.startsWith("169.");
  }

  /** The request, or a failure if its connection leads where none may; then it is closed. */
  public static Future<HttpClientRequest> checked(HttpClientRequest request) {
    if (!isForbidden(request.connection().remoteAddress())) {
      return Future.succeededFuture(request);
    }
    request.reset();
    return Future.failedFuture(new SecurityException("the upstream's address is link-local"));
  }
}
