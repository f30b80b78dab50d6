package dev.banyan.localcloud.lambda.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** One alternative in a filter pattern's list. */
interface FilterRule {

  /**
   * @param values none if the field is not there
   */
  boolean matches(List<JsonNode> values);

  /**
   * @throws IllegalArgumentException for a comparison that is not known
   */
  static FilterRule of(JsonNode rule) {
    if (!rule.isObject()) {
      return some(value -> same(rule, value));
    }
    if (rule.size() != 1) {
      throw new IllegalArgumentException("a comparison has exactly one key: " + rule);
    }
    String name = rule.fieldNames().next();
    return comparison(name, rule.get(name));
  }

  private static FilterRule comparison(String name, JsonNode argument) {
    return switch (name) {
      case "exists" -> values -> values.isEmpty() != argument.asBoolean();
      case "prefix" -> some(v -> v.isTextual() && v.textValue().startsWith(argument.asText()));
      case "suffix" -> some(v -> v.isTextual() && v.textValue().endsWith(argument.asText()));
      case "equals-ignore-case" ->
          some(v -> v.isTextual() && lower(v.textValue()).equals(lower(argument.asText())));
      case "anything-but" -> some(anythingBut(argument));
      case "numeric" -> some(numeric(argument));
      default -> throw new IllegalArgumentException("the comparison '" + name + "' is not known");
    };
  }

  private static FilterRule some(Predicate<JsonNode> condition) {
    return values -> values.stream().anyMatch(condition);
  }

  private static boolean same(JsonNode expected, JsonNode value) {
    return expected.isNumber() && value.isNumber()
        ? expected.decimalValue().compareTo(value.decimalValue()) == 0
        : expected.equals(value);
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private static Predicate<JsonNode> anythingBut(JsonNode excluded) {
    if (excluded.isObject()) {
      FilterRule inner = of(excluded);
      return value -> !inner.matches(List.of(value));
    }
    if (!excluded.isArray()) {
      return value -> !same(excluded, value);
    }
    return value -> {
      for (JsonNode each : excluded) {
        if (same(each, value)) {
          return false;
        }
      }
      return true;
    };
  }

  /** Pairs of operator and bound, all of which must hold. */
  private static Predicate<JsonNode> numeric(JsonNode pairs) {
    if (!pairs.isArray() || pairs.isEmpty() || pairs.size() % 2 != 0) {
      throw new IllegalArgumentException("numeric wants pairs of operator and number: " + pairs);
    }
    Predicate<JsonNode> all = JsonNode::isNumber;
    for (int i = 0; i < pairs.size(); i += 2) {
      all = all.and(bound(pairs.get(i).asText(), pairs.get(i + 1).decimalValue()));
    }
    return all;
  }

  private static Predicate<JsonNode> bound(String operator, BigDecimal limit) {
    return switch (operator) {
      case "=" -> v -> v.decimalValue().compareTo(limit) == 0;
      case "<" -> v -> v.decimalValue().compareTo(limit) < 0;
      case "<=" -> v -> v.decimalValue().compareTo(limit) <= 0;
      case ">" -> v -> v.decimalValue().compareTo(limit) > 0;
      case ">=" -> v -> v.decimalValue().compareTo(limit) >= 0;
      default -> throw new IllegalArgumentException("no numeric operator '" + operator + "'");
    };
  }
}
