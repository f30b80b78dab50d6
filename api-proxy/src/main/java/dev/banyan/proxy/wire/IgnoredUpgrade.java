package dev.banyan.proxy.wire;

import io.netty.buffer.ByteBuf;

/**
 * Hides {@code Upgrade: h2c} from the codec, which would obey it where it must not: a server may
 * ignore an upgrade (RFC 9110, 7.8), and RFC 9113 (3.1) has taken this one back.
 */
final class IgnoredUpgrade {

  private static final byte[] NAME = Octets.ascii("upgrade:");
  private static final byte[] H2C = Octets.ascii("h2c");

  private IgnoredUpgrade() {}

  /** Overwrites the value in a head that is known to be right, wherever it stands. */
  static void hide(ByteBuf in, int from, int end) {
    int line = from;
    while (line < end) {
      int feed = in.indexOf(line, end, (byte) '\n');
      int next = feed < 0 ? end : feed + 1;
      if (isAt(in, line, next, NAME)) {
        hideValue(in, line + NAME.length, next);
      }
      line = next;
    }
  }

  private static void hideValue(ByteBuf in, int from, int end) {
    int at = from;
    while (at < end && Octets.isBlank(in.getByte(at))) {
      at++;
    }
    if (isAt(in, at, end, H2C)) {
      in.setByte(at, '-');
    }
  }

  private static boolean isAt(ByteBuf in, int at, int end, byte[] lower) {
    boolean same = at + lower.length <= end;
    for (int i = 0; same && i < lower.length; i++) {
      byte b = in.getByte(at + i);
      same = b == lower[i] || Octets.token(b) == lower[i];
    }
    return same;
  }
}
