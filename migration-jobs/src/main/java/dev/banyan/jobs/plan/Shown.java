package dev.banyan.jobs.plan;

import java.util.Locale;

/**
 * Names from the data on one line: BSON allows line breaks and terminal sequences in names, and 16
 * MB of them.
 */
final class Shown {

  private static final int LONGEST = 100;

  private Shown() {}

  static String name(String name) {
    return name.isEmpty() ? "(empty name)" : cut(escaped(name), LONGEST);
  }

  static String cut(String text, int longest) {
    if (text.length() <= longest) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
    return text.substring(0, end) + "…";
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.chars()
        .forEach(
            c -> {
              if (Character.isISOControl(c)) {
                escaped.append(String.format(Locale.ROOT, "\\u%04x", c));
              } else {
                escaped.append((char) c);
              }
            });
    return escaped.toString();
  }
}
