package dev.banyan.proxy.wire;

import io.netty.buffer.ByteBuf;

/** What a client begins HTTP/2 with (RFC 9113, 3.4). */
final class Preface {

  private static final byte[] BYTES = Octets.ascii("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

  private Preface() {}

  /** Whether bytes are the preface, or its beginning if they are fewer. */
  static boolean begins(ByteBuf in, int from, int end) {
    for (int i = 0; i < Math.min(end - from, BYTES.length); i++) {
      if (in.getByte(from + i) != BYTES[i]) {
        return false;
      }
    }
    return true;
  }

  /** Whether so many bytes hold all of it. */
  static boolean fits(int bytes) {
    return bytes >= BYTES.length;
  }
}
