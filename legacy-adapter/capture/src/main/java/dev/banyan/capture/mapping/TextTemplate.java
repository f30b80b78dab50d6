package dev.banyan.capture.mapping;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A text with named parts such as {@code {follower}:{followee}}; it renders a text from the parts
 * and finds the parts in a text.
 *
 * @param text as it was declared
 * @param parts literals and names in turn, beginning with a literal that may be empty
 */
record TextTemplate(String text, List<String> parts) {

  private static final Pattern NAME = Pattern.compile("\\{([^{}]+)}");

  TextTemplate {
    parts = List.copyOf(parts);
  }

  /**
   * Reads a template.
   *
   * @throws IllegalArgumentException if two names stand together, so that nothing parts them
   */
  static TextTemplate parse(String text) {
    List<String> parts = new ArrayList<>();
    Matcher matcher = NAME.matcher(text);
    int end = 0;
    while (matcher.find()) {
      String literal = text.substring(end, matcher.start());
      if (literal.isEmpty() && !parts.isEmpty()) {
        throw new IllegalArgumentException("nothing parts the names in '" + text + "'");
      }
      parts.add(literal);
      parts.add(matcher.group(1));
      end = matcher.end();
    }
    parts.add(text.substring(end));
    return new TextTemplate(text, parts);
  }

  /** A template, or a bare path, which stands for {@code {path}}. */
  static TextTemplate ofPathOrTemplate(String text) {
    return parse(text.contains("{") ? text : "{" + text + "}");
  }

  List<String> names() {
    List<String> names = new ArrayList<>();
    for (int i = 1; i < parts.size(); i += 2) {
      names.add(parts.get(i));
    }
    return names;
  }

  /** The text with every name replaced; empty if one has no value. */
  Optional<String> render(Function<String, Optional<String>> values) {
    StringBuilder rendered = new StringBuilder(parts.get(0));
    for (int i = 1; i < parts.size(); i += 2) {
      Optional<String> value = values.apply(parts.get(i));
      if (value.isEmpty()) {
        return Optional.empty();
      }
      rendered.append(value.get()).append(parts.get(i + 1));
    }
    return Optional.of(rendered.toString());
  }

  /** The named parts of a text; each ends where the literal behind it first occurs. */
  Optional<Map<String, String>> match(@Nullable String whole) {
    if (whole == null || !whole.startsWith(parts.get(0))) {
      return Optional.empty();
    }
    Map<String, String> values = new LinkedHashMap<>();
    int from = parts.get(0).length();
    for (int i = 1; i < parts.size(); i += 2) {
      String literal = parts.get(i + 1);
      boolean last = i + 2 == parts.size();
      int to = last ? whole.length() - literal.length() : whole.indexOf(literal, from);
      if (to <= from || !whole.startsWith(literal, to)) {
        return Optional.empty();
      }
      values.put(parts.get(i), whole.substring(from, to));
      from = to + literal.length();
    }
    return from == whole.length() ? Optional.of(values) : Optional.empty();
  }
}
