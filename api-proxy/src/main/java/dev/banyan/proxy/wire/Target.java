package dev.banyan.proxy.wire;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A request's target (RFC 9112, 3.2). A fragment, a byte outside of printable ASCII, and in a path
 * what servers read in different ways are refused: {@code \}, half an escape, escapes of control
 * characters, of slash and backslash, of overlong UTF-8 (CVE-2008-2938), and dot segments however
 * spelled ({@code ..}, {@code %2e.}, {@code ..;x}): a server that resolves them picks another
 * handler than the one that was routed on. Clients resolve them before they send (RFC 3986, 5.2.4).
 * Quotes, braces and bars, which clients do send, are let through.
 */
final class Target {

  private static final byte[] OPTIONS = Octets.ascii("OPTIONS");
  private static final String DOTS = "the path holds a dot segment";

  /** Length of an escape, {@code %2F}. */
  private static final int ESCAPE = 3;

  /** Bytes of a path that say nothing but themselves; most of a query's are too. */
  private static final boolean[] PLAIN = new boolean[256];

  static {
    for (char c = '!'; c < 127; c++) {
      PLAIN[c] = "#%./;<>?\\".indexOf(c) < 0;
    }
  }

  private final boolean pathEscapes;
  private final Text text = new Text(64);
  private boolean origin;
  private boolean query;
  private int escaped;
  private int code;
  private int length;

  /** Of the segment so far, -1 if it holds something else. */
  private int dots;

  private int lead;
  private int leadEnd;

  Target(boolean pathEscapes) {
    this.pathEscapes = pathEscapes;
  }

  void reset() {
    text.clear();
    query = false;
    escaped = 0;
    length = 0;
    dots = 0;
    leadEnd = 0;
  }

  boolean isEmpty() {
    return length == 0;
  }

  /** Whether it begins with a slash, as all but a few do. */
  boolean isOrigin() {
    return origin;
  }

  /** The reason why the byte may not stand here, or null. */
  @Nullable String add(byte b) {
    if (length++ == 0) {
      origin = b == '/';
    }
    if (b <= ' ' || b == 127 || b == '#') {
      return "the target holds a byte that no target holds";
    }
    if (!origin) {
      text.add(b);
    }
    if (query) {
      return null;
    }
    query = b == '?' && escaped == 0;
    return path(b);
  }

  /** Adds bytes as long as none of them changes how the next is read; the index behind them. */
  int addPlain(byte[] bytes, int from, int stop) {
    if (!origin || length == 0 || escaped > 0) {
      return from;
    }
    int at = from;
    int inSegment = dots;
    while (at < stop) {
      if (PLAIN[bytes[at] & 0xff]) {
        inSegment = -1;
      } else if (bytes[at] == '/' && inSegment <= 0) {
        inSegment = 0;
      } else {
        break;
      }
      at++;
    }
    length += at - from;
    dots = query ? dots : inSegment;
    return at;
  }

  private @Nullable String path(byte b) {
    if (escaped > 0) {
      return escape(Octets.hex(b));
    }
    switch (b) {
      case '/', '?', ';':
        return segmentEnds(b);
      case '.':
        return dot();
      case '%':
        escaped = 2;
        code = 0;
        return null;
      case '\\', '<', '>':
        return "the path holds a byte that no path holds";
      default:
        dots = -1;
        return null;
    }
  }

  private @Nullable String dot() {
    dots = dots < 0 || dots == 2 ? -1 : dots + 1;
    return null;
  }

  private @Nullable String segmentEnds(int by) {
    boolean resolved = dots > 0;
    dots = by == ';' ? -1 : 0;
    return resolved ? DOTS : null;
  }

  private @Nullable String escape(int digit) {
    code = code * 16 + digit;
    if (digit < 0) {
      return "the path holds half an escape";
    }
    return --escaped == 0 ? escaped() : null;
  }

  private @Nullable String escaped() {
    boolean slash = code == '/' || code == '\\';
    if (code < ' ' || code == 127 || (slash && !pathEscapes)) {
      return "the path hides a control character, a slash or a backslash";
    }
    if (isOverlong()) {
      return "the path holds UTF-8 that is longer than it needs to be";
    }
    lead = code;
    leadEnd = length;
    if (code == '.') {
      return dot();
    }
    if (slash) {
      return segmentEnds('/');
    }
    dots = -1;
    return null;
  }

  /** Whether this escape and the one just before it begin a character in too many bytes. */
  private boolean isOverlong() {
    return leadEnd == length - ESCAPE
        && (code & 0xc0) == 0x80
        && ((lead & 0xfe) == 0xc0
            || (lead == 0xe0 && code < 0xa0)
            || (lead == 0xf0 && code < 0x90));
  }

  /** The reason why the target may not end here, or null. */
  @Nullable String ends() {
    if (escaped > 0) {
      return "the path holds half an escape";
    }
    return !query && dots > 0 ? DOTS : null;
  }

  /** The reason why the target as a whole is wrong, or null. */
  @Nullable String problem(Text method) {
    String end = ends();
    if (end != null || origin) {
      return end;
    }
    if (length == 1 && text.at(0) == '*') {
      return method.is(OPTIONS) ? null : "only OPTIONS asks for *";
    }
    String authority = authority();
    return authority == null || !HostName.isValid(Text.of(authority))
        ? "the target is neither a path nor a URL of http"
        : null;
  }

  /** The port of an absolute target that names none. */
  int port() {
    return length > 4 && (text.at(4) | 0x20) == 's' ? 443 : 80;
  }

  /** The authority of an absolute target; null if it has none. */
  @Nullable String authority() {
    if (origin) {
      return null;
    }
    String url = text.toString();
    String lower = url.toLowerCase(Locale.ROOT);
    int from = lower.startsWith("http://") ? 7 : lower.startsWith("https://") ? 8 : 0;
    if (from == 0) {
      return null;
    }
    int end = from;
    while (end < url.length() && url.charAt(end) != '/' && url.charAt(end) != '?') {
      end++;
    }
    return lower.substring(from, end);
  }
}
