package dev.banyan.jobs.mapping.spec;

import dev.banyan.jobs.image.BsonTypes;
import dev.banyan.jobs.mapping.spec.Condition.All;
import dev.banyan.jobs.mapping.spec.Condition.Any;
import dev.banyan.jobs.mapping.spec.Condition.Not;
import dev.banyan.jobs.mapping.spec.Condition.Operator;
import dev.banyan.jobs.mapping.spec.Condition.Test;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads conditions: a map of tests, all of which must hold, and {@code any}, {@code not}. */
final class ConditionReader {

  private static final Map<String, Operator> OPERATORS = operators();

  private ConditionReader() {}

  private static Map<String, Operator> operators() {
    Map<String, Operator> operators = new LinkedHashMap<>();
    for (Operator operator : Operator.values()) {
      operators.put(operator.name().toLowerCase(Locale.ROOT), operator);
    }
    return operators;
  }

  static Condition read(YamlNode node) {
    List<Condition> conditions = new ArrayList<>();
    tested(node, node.entries("a condition"))
        .forEach(
            (key, value) -> {
              switch (key) {
                case "any" ->
                    conditions.add(
                        new Any(some(value, "any").stream().map(ConditionReader::read).toList()));
                case "not" -> conditions.add(new Not(read(value)));
                case "$or", "$and", "$nor", "$not", "$expr" -> throw value.error(foreign(key));
                default -> conditions.addAll(tests(key, value));
              }
            });
    return conditions.size() == 1 ? conditions.get(0) : new All(conditions);
  }

  private static Map<String, YamlNode> tested(YamlNode node, Map<String, YamlNode> tests) {
    if (tests.isEmpty()) {
      throw node.error("a condition has no test, and so would take everything: leave it out");
    }
    return tests;
  }

  private static List<YamlNode> some(YamlNode node, String what) {
    List<YamlNode> nodes = node.list(what);
    if (nodes.isEmpty()) {
      throw node.error("'" + what + "' lists nothing, and so would take no document");
    }
    return nodes;
  }

  private static String foreign(String operator) {
    String ours =
        switch (operator) {
          case "$or" -> "write any: [...]";
          case "$nor" -> "write not: {any: [...]}";
          case "$not" -> "write not: {...}";
          case "$and" -> "write the tests side by side, all must hold";
          default -> "a condition compares fields with constants only";
        };
    return "'" + operator + "' is MongoDB's: " + ours;
  }

  private static List<Condition> tests(String key, YamlNode value) {
    FieldPath path = path(key, value);
    if (!value.isMap()) {
      return List.of(test(path, Operator.EQ, value));
    }
    List<Condition> tests = new ArrayList<>();
    OneKind kind = new OneKind();
    tested(value, value.entries("a test", List.copyOf(OPERATORS.keySet())))
        .forEach(
            (name, operand) -> {
              Test test = test(path, operator(name), operand);
              kind.add(name, test, operand);
              tests.add(test);
            });
    return tests;
  }

  private static Operator operator(String name) {
    Operator operator = OPERATORS.get(name);
    if (operator == null) {
      throw new IllegalStateException("not an operator: " + name);
    }
    return operator;
  }

  private static FieldPath path(String key, YamlNode value) {
    try {
      return FieldPath.parse(key);
    } catch (IllegalArgumentException e) {
      throw value.error("'" + key + "': " + e.getMessage());
    }
  }

  private static Test test(FieldPath path, Operator operator, YamlNode operand) {
    List<YamlNode> nodes = operator == Operator.IN ? some(operand, "in") : List.of(operand);
    List<Value.Constant> operands = new ArrayList<>();
    for (YamlNode node : nodes) {
      Object constant = node.constant("an operand");
      if (operator == Operator.EXISTS && !(constant instanceof Boolean)) {
        throw node.error("exists takes true or false");
      }
      if (operator == Operator.TYPE && !BsonTypes.NAMES.contains(String.valueOf(constant))) {
        throw node.error(
            "type '" + constant + "' is not known" + Nearest.hint("" + constant, BsonTypes.NAMES));
      }
      operands.add(new Value.Constant(constant));
    }
    return new Test(path, operator, operands);
  }
}
