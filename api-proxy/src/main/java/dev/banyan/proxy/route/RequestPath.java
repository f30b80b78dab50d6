package dev.banyan.proxy.route;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The form of a request's path that routes are matched on.
 *
 * <p>A server behind the proxy decodes {@code %66}, drops {@code ;parameters} and resolves dot
 * segments before it picks its handler. If the proxy matched the raw text, a write spelled that way
 * would pass by the hold, so it is matched in the same form. What is sent on is the raw text.
 */
final class RequestPath {

  private RequestPath() {}

  /** The canonical path; the same string if there is nothing to do, which is the usual case. */
  static String canonical(String raw) {
    return isPlain(raw) ? raw : normalised(raw);
  }

  private static boolean isPlain(String raw) {
    char before = 0;
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '%' || c == ';' || (before == '/' && (c == '/' || c == '.'))) {
        return false;
      }
      before = c;
    }
    return before != '/' || raw.length() == 1;
  }

  private static String normalised(String raw) {
    Deque<String> segments = new ArrayDeque<>();
    for (String part : raw.split("/")) {
      int parameters = part.indexOf(';');
      String segment = decoded(parameters < 0 ? part : part.substring(0, parameters));
      if (segment.equals("..")) {
        segments.pollLast();
      } else if (!segment.isEmpty() && !segment.equals(".")) {
        // A decoded slash stays inside its segment; no literal of a template holds one.
        segments.addLast(segment.replace('/', '\0'));
      }
    }
    return "/" + String.join("/", segments);
  }

  private static String decoded(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = 0;
    for (int i = 0; i < bytes.length; i++) {
      int code = bytes[i] == '%' ? hex(bytes, i + 1) : -1;
      bytes[length++] = code < 0 ? bytes[i] : (byte) code;
      i += code < 0 ? 0 : 2;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  private static int hex(byte[] bytes, int at) {
    if (at + 1 >= bytes.length) {
      return -1;
    }
    int high = Character.digit(bytes[at], 16);
    int low = Character.digit(bytes[at + 1], 16);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
  }
}
