package dev.banyan.proxy.wire;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A request's target (RFC 9112, 3.2). A fragment, a byte outside of printable ASCII, and in a path
 * what servers read in different ways ({@code \}, {@code %00}, {@code %2F}, {@code %5C}, half an
 * escape) are refused; quotes, braces and bars, which clients do send, are let through.
 */
final class Target {

  private static final byte[] OPTIONS = Octets.ascii("OPTIONS");

  private final boolean pathEscapes;
  private final Text text = new Text(64);
  private boolean origin;
  private boolean query;
  private int escaped;
  private int code;
  private int length;

  Target(boolean pathEscapes) {
    this.pathEscapes = pathEscapes;
  }

  void reset() {
    text.clear();
    query = false;
    escaped = 0;
    length = 0;
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

  private @Nullable String path(byte b) {
    if (escaped > 0) {
      return escape(Octets.hex(b));
    }
    if (b == '%') {
      escaped = 2;
      code = 0;
    }
    return b == '\\' || b == '<' || b == '>' ? "the path holds a byte that no path holds" : null;
  }

  private @Nullable String escape(int digit) {
    code = code * 16 + digit;
    if (digit < 0) {
      return "the path holds half an escape";
    }
    boolean read = --escaped == 0;
    if (read && (code == 0 || (!pathEscapes && (code == '/' || code == '\\')))) {
      return "the path hides a NUL, a slash or a backslash";
    }
    return null;
  }

  /** The reason why the target as a whole is wrong, or null. */
  @Nullable String problem(Text method) {
    if (escaped > 0) {
      return "the path holds half an escape";
    }
    if (origin) {
      return null;
    }
    if (length == 1 && text.at(0) == '*') {
      return method.is(OPTIONS) ? null : "only OPTIONS asks for *";
    }
    String authority = authority();
    return authority == null || authority.isEmpty() || authority.indexOf('@') >= 0
        ? "the target is neither a path nor a URL of http"
        : null;
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
