package dev.banyan.proxy.route;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The text form of a path template: literal segments and <code>{variables}</code>. */
public final class PathTemplate {

  private static final Pattern VARIABLE = Pattern.compile("\\{[A-Za-z][A-Za-z0-9_]*}");
  private static final Pattern LITERAL = Pattern.compile("[A-Za-z0-9._~!$&'()*+,=:@-]+");

  private PathTemplate() {}

  /**
   * Splits a template.
   *
   * @return its segments; an empty one stands for a variable
   * @throws IllegalArgumentException saying what is wrong and what a template looks like
   */
  public static List<String> segments(String template) {
    if (!template.startsWith("/")) {
      throw new IllegalArgumentException("path '" + template + "' must begin with '/'");
    }
    if (template.length() > 1 && template.endsWith("/")) {
      throw new IllegalArgumentException("path '" + template + "' must not end with '/'");
    }
    List<String> segments = new ArrayList<>();
    if (template.length() > 1) {
      for (String segment : template.substring(1).split("/", -1)) {
        segments.add(segment(template, segment));
      }
    }
    return List.copyOf(segments);
  }

  /** The values of variables; {@code path} is canonical and matches the template. */
  static Map<String, String> parameters(String template, String path) {
    String[] names = template.split("/");
    String[] values = path.split("/");
    Map<String, String> parameters = new LinkedHashMap<>();
    for (int i = 1; i < names.length && i < values.length; i++) {
      if (VARIABLE.matcher(names[i]).matches()) {
        parameters.put(names[i].substring(1, names[i].length() - 1), values[i].replace('\0', '/'));
      }
    }
    return parameters;
  }

  private static String segment(String template, String segment) {
    if (VARIABLE.matcher(segment).matches()) {
      return "";
    }
    if (LITERAL.matcher(segment).matches()) {
      return segment;
    }
    throw new IllegalArgumentException(
        "path '"
            + template
            + "' has the segment '"
            + segment
            + "': use plain text or {name}, as in /users/{id}/following");
  }
}
