package dev.banyan.localcloud.lambda.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Supplier;

/** All patterns of a mapping: a record passes if it matches one, or if there are none. */
final class RecordFilter {

  private final List<FilterPattern> patterns;

  RecordFilter(String mapping, List<String> patterns) {
    this.patterns = patterns.stream().map(text -> FilterPattern.parse(mapping, text)).toList();
  }

  boolean passes(Supplier<JsonNode> view) {
    if (patterns.isEmpty()) {
      return true;
    }
    JsonNode event = view.get();
    return patterns.stream().anyMatch(pattern -> pattern.matches(event));
  }
}
