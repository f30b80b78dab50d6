package dev.banyan.localcloud.lambda.mapping;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.banyan.localcloud.lambda.model.LambdaHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A filter pattern of an event source mapping, as in <a
 * href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html">Lambda event
 * filtering</a>: objects nest, every key must match, a list gives alternatives. Immutable.
 */
final class FilterPattern {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsonNode pattern;

  private FilterPattern(JsonNode pattern) {
    this.pattern = pattern;
  }

  /**
   * @throws LambdaHostException if the pattern is not one that is understood here
   */
  static FilterPattern parse(String mapping, String text) {
    try {
      JsonNode pattern = JSON.readTree(text);
      if (!pattern.isObject() || pattern.isEmpty()) {
        throw invalid(mapping, text, "it must be an object with at least one key");
      }
      check(pattern);
      return new FilterPattern(pattern);
    } catch (JsonProcessingException e) {
      throw invalid(mapping, text, "it is not JSON");
    } catch (IllegalArgumentException e) {
      throw invalid(mapping, text, String.valueOf(e.getMessage()));
    }
  }

  private static LambdaHostException invalid(String mapping, String text, String why) {
    return new LambdaHostException("filter pattern of " + mapping + ": " + why + ": " + text);
  }

  private static void check(JsonNode pattern) {
    for (Map.Entry<String, JsonNode> each : pattern.properties()) {
      JsonNode value = each.getValue();
      if (each.getKey().equals("$or")) {
        value.forEach(FilterPattern::check);
      } else if (value.isObject()) {
        check(value);
      } else if (value.isArray()) {
        value.forEach(FilterRule::of);
      } else {
        throw new IllegalArgumentException("'" + each.getKey() + "' must hold a list or an object");
      }
    }
  }

  boolean matches(JsonNode event) {
    return matches(pattern, event);
  }

  private static boolean matches(JsonNode pattern, JsonNode event) {
    for (Map.Entry<String, JsonNode> each : pattern.properties()) {
      if (!matches(each.getKey(), each.getValue(), event)) {
        return false;
      }
    }
    return true;
  }

  private static boolean matches(String key, JsonNode rule, JsonNode event) {
    if (key.equals("$or")) {
      return any(rule, alternative -> matches(alternative, event));
    }
    JsonNode value = event.isObject() ? event.path(key) : MissingNode.getInstance();
    return rule.isObject()
        ? matches(rule, value)
        : any(rule, alternative -> FilterRule.of(alternative).matches(leaves(value)));
  }

  /** A list in an event matches if one of its elements does. */
  private static List<JsonNode> leaves(JsonNode value) {
    if (value.isMissingNode() || value.isObject()) {
      return List.of();
    }
    if (!value.isArray()) {
      return List.of(value);
    }
    List<JsonNode> elements = new ArrayList<>();
    value.forEach(elements::add);
    return elements;
  }

  private static boolean any(JsonNode list, java.util.function.Predicate<JsonNode> condition) {
    for (JsonNode each : list) {
      if (condition.test(each)) {
        return true;
      }
    }
    return false;
  }
}
