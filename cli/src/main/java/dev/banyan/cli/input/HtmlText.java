package dev.banyan.cli.input;

import java.util.Map;

/** The words of an HTML fragment. */
final class HtmlText {

  /** The longest entity that is looked at, {@code &thetasym;} and numbers included. */
  private static final int MAX_ENTITY_CHARS = 10;

  private static final Map<String, String> ENTITIES =
      Map.ofEntries(
          Map.entry("amp", "&"),
          Map.entry("lt", "<"),
          Map.entry("gt", ">"),
          Map.entry("quot", "\""),
          Map.entry("apos", "'"),
          Map.entry("nbsp", " "),
          Map.entry("ndash", "\u2013"),
          Map.entry("mdash", "\u2014"),
          Map.entry("lsquo", "\u2018"),
          Map.entry("rsquo", "\u2019"),
          Map.entry("ldquo", "\u201c"),
          Map.entry("rdquo", "\u201d"),
          Map.entry("hellip", "\u2026"),
          Map.entry("copy", "\u00a9"));

  private HtmlText() {}

  /** Drops tags and comments, decodes entities, makes one blank of any white space. */
  static String plain(String html) {
    var text = new StringBuilder(html.length());
    int at = 0;
    while (at < html.length()) {
      char c = html.charAt(at);
      if (c == '<' && startsTag(html, at)) {
        at = endOfTag(html, at);
        text.append(' ');
      } else if (c == '&') {
        at = entity(html, at, text);
      } else {
        text.append(c);
        at++;
      }
    }
    return text.toString().replaceAll("[\\s\u00a0]+", " ").strip();
  }

  /** A lone {@code <} is a character, as browsers have it. */
  private static boolean startsTag(String html, int at) {
    if (at + 1 == html.length()) {
      return false;
    }
    char next = html.charAt(at + 1);
    return next == '/' || next == '!' || Character.isLetter(next);
  }

  private static int endOfTag(String html, int at) {
    String close = html.startsWith("<!--", at) ? "-->" : ">";
    int end = html.indexOf(close, at);
    return end < 0 ? html.length() : end + close.length();
  }

  private static int entity(String html, int at, StringBuilder text) {
    int end = html.indexOf(';', at);
    if (end > at + 1 && end - at <= MAX_ENTITY_CHARS) {
      String name = html.substring(at + 1, end);
      String decoded = name.charAt(0) == '#' ? number(name) : ENTITIES.getOrDefault(name, "");
      if (!decoded.isEmpty()) {
        text.append(decoded);
        return end + 1;
      }
    }
    text.append('&');
    return at + 1;
  }

  private static String number(String name) {
    try {
      boolean hex = name.startsWith("#x") || name.startsWith("#X");
      int code =
          hex
              ? Integer.parseInt(name, 2, name.length(), 16)
              : Integer.parseInt(name, 1, name.length(), 10);
      boolean valid =
          Character.isValidCodePoint(code)
              && code > 0
              && !(code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE);
      return valid ? Character.toString(code) : "";
    } catch (NumberFormatException e) {
      return "";
    }
  }
}
