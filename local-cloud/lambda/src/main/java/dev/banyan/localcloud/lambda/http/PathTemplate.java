package dev.banyan.localcloud.lambda.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A route's path: literal segments, {@code {name}} for one segment, {@code {name+}} for the rest.
 */
final class PathTemplate {

  private final List<String> segments;

  PathTemplate(String path) {
    this.segments = split(path);
    for (int i = 0; i < segments.size() - 1; i++) {
      if (isGreedy(segments.get(i))) {
        throw new IllegalArgumentException("only the last segment may be greedy: " + path);
      }
    }
  }

  /** The segments of a path; a trailing slash does not count, as API Gateway has it. */
  static List<String> split(String path) {
    String trimmed = path.replaceFirst("^/", "").replaceFirst("/$", "");
    return trimmed.isEmpty() ? List.of() : List.of(trimmed.split("/", -1));
  }

  /** The decoded path parameters if the path fits. */
  Optional<Map<String, String>> match(List<String> path) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (int i = 0; i < segments.size(); i++) {
      String segment = segments.get(i);
      if (i >= path.size()) {
        return Optional.empty();
      }
      if (isGreedy(segment)) {
        String rest = String.join("/", path.subList(i, path.size()));
        parameters.put(segment.substring(1, segment.length() - 2), decode(rest));
        return Optional.of(parameters);
      }
      if (isParameter(segment)) {
        parameters.put(segment.substring(1, segment.length() - 1), decode(path.get(i)));
      } else if (!segment.equals(path.get(i))) {
        return Optional.empty();
      }
    }
    return path.size() == segments.size() ? Optional.of(parameters) : Optional.empty();
  }

  /**
   * Sorts the more specific template first: literal before parameter before greedy, segment by
   * segment.
   */
  String specificity() {
    StringBuilder key = new StringBuilder();
    for (String segment : segments) {
      key.append(isGreedy(segment) ? '2' : isParameter(segment) ? '1' : '0');
    }
    return key.toString();
  }

  private static boolean isParameter(String segment) {
    return segment.startsWith("{") && segment.endsWith("}");
  }

  private static boolean isGreedy(String segment) {
    return segment.startsWith("{") && segment.endsWith("+}");
  }

  /** Percent-decoding of a path, in which a plus is a plus. */
  static String decode(String text) {
    try {
      return text.indexOf('%') < 0
          ? text
          : URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}
