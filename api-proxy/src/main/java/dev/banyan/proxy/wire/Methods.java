package dev.banyan.proxy.wire;

import java.util.Set;

/** The methods that are let in: those registered with IANA, and a few older ones in wide use. */
final class Methods {

  private static final byte[] GET = Octets.ascii("GET");
  private static final byte[] POST = Octets.ascii("POST");
  private static final byte[] PUT = Octets.ascii("PUT");

  /**
   * https://www.iana.org/assignments/http-methods without PRI, which begins HTTP/2, and without
   * CONNECT and TRACE, which are answered 405.
   */
  private static final Set<String> KNOWN =
      Set.of(
          "ACL BASELINE-CONTROL BIND CHECKIN CHECKOUT COPY DELETE GET HEAD LABEL LINK LOCK MERGE MKACTIVITY MKCALENDAR MKCOL MKREDIRECTREF MKWORKSPACE MOVE OPTIONS ORDERPATCH PATCH POST PROPFIND PROPPATCH PUT QUERY REBIND REPORT SEARCH UNBIND UNCHECKOUT UNLINK UNLOCK UPDATE UPDATEREDIRECTREF VERSION-CONTROL M-SEARCH NOTIFY PURGE SOURCE SUBSCRIBE UNSUBSCRIBE"
              .split(" "));

  private Methods() {}

  static boolean isKnown(Text method) {
    return method.is(GET) || method.is(POST) || method.is(PUT) || isKnown(method.toString());
  }

  static boolean isKnown(String method) {
    return KNOWN.contains(method);
  }

  /** TRACE shows a client its credentials, CONNECT makes a tunnel of a proxy. */
  static boolean isRefused(String method) {
    return method.equals("TRACE") || method.equals("CONNECT");
  }
}
