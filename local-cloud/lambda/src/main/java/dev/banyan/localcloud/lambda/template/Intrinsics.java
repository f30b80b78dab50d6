package dev.banyan.localcloud.lambda.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** CloudFormation's intrinsic functions, by their names without {@code Fn::}. */
final class Intrinsics {

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(!?)([^}]*)}");

  private final Scope scope;
  private final Evaluator evaluator;

  Intrinsics(Scope scope, Evaluator evaluator) {
    this.scope = scope;
    this.evaluator = evaluator;
  }

  TemplateValue apply(String function, Node argument, Place place) {
    if (function.equals("If")) {
      return choose(argument, place);
    }
    TemplateValue value = evaluator.evaluate(argument);
    return switch (function) {
      case "Ref" -> ref(value, place);
      case "GetAtt" -> text(place, attribute(value, place));
      case "Sub" -> text(place, substitute(value, place));
      case "Join" -> text(place, join(value, place));
      case "Select" -> select(value, place);
      case "Split" -> split(value, place);
      case "FindInMap" -> scope.inMap(texts(value, 3, function), place);
      case "Equals", "And", "Or", "Not", "Condition" -> text(place, decide(function, value, place));
      default -> throw place.error(unsupported(function));
    };
  }

  private static String unsupported(String function) {
    return "the intrinsic function "
        + function
        + " is not supported here; use Ref, GetAtt, Sub, Join, Select, Split, FindInMap or If";
  }

  private static TemplateValue text(Place place, String text) {
    return new TemplateValue(place, text);
  }

  private TemplateValue ref(TemplateValue value, Place place) {
    return wrap(scope.ref(value.text("Ref"), place), place);
  }

  private static TemplateValue wrap(@Nullable Object found, Place place) {
    if (found instanceof List<?> list) {
      List<TemplateValue> values = new ArrayList<>();
      list.forEach(each -> values.add(text(place, each.toString())));
      return new TemplateValue(place, values);
    }
    return new TemplateValue(place, found);
  }

  private String attribute(TemplateValue value, Place place) {
    if (!value.isText()) {
      List<String> parts = texts(value, 2, "GetAtt");
      return scope.attribute(parts.get(0), parts.get(1), place);
    }
    String path = value.text("GetAtt");
    int dot = path.indexOf('.');
    if (dot < 1) {
      throw place.error("GetAtt wants LogicalId.Attribute, not '" + path + "'");
    }
    return scope.attribute(path.substring(0, dot), path.substring(dot + 1), place);
  }

  private String substitute(TemplateValue value, Place place) {
    if (value.isText()) {
      return substitute(value.text("Sub"), Map.of(), place);
    }
    List<TemplateValue> arguments = arguments(value, 2, "Sub");
    return substitute(arguments.get(0).text("Sub"), arguments.get(1).map("Sub"), place);
  }

  private String substitute(String text, Map<String, TemplateValue> variables, Place place) {
    Matcher matcher = VARIABLE.matcher(text);
    StringBuilder result = new StringBuilder();
    while (matcher.find()) {
      String replacement =
          matcher.group(1).isEmpty()
              ? variable(matcher.group(2).trim(), variables, place)
              : "${" + matcher.group(2) + "}";
      matcher.appendReplacement(result, Matcher.quoteReplacement(replacement));
    }
    return matcher.appendTail(result).toString();
  }

  private String variable(String name, Map<String, TemplateValue> variables, Place place) {
    TemplateValue own = variables.get(name);
    if (own != null) {
      return own.text(name);
    }
    int dot = name.indexOf('.');
    if (dot > 0) {
      return scope.attribute(name.substring(0, dot), name.substring(dot + 1), place);
    }
    return wrap(scope.ref(name, place), place).text("${" + name + "}");
  }

  private static String join(TemplateValue value, Place place) {
    List<TemplateValue> arguments = arguments(value, 2, "Join");
    List<String> parts =
        arguments.get(1).list("Join's second argument").stream().map(v -> v.text("Join")).toList();
    return String.join(arguments.get(0).text("Join's delimiter"), parts);
  }

  private static TemplateValue select(TemplateValue value, Place place) {
    List<TemplateValue> arguments = arguments(value, 2, "Select");
    int index = arguments.get(0).integer("Select's index");
    List<TemplateValue> from = arguments.get(1).list("Select's list");
    if (index < 0 || index >= from.size()) {
      throw place.error("Select's index " + index + " is outside 0.." + (from.size() - 1));
    }
    return from.get(index);
  }

  private static TemplateValue split(TemplateValue value, Place place) {
    List<String> arguments = texts(value, 2, "Split");
    String[] parts = arguments.get(1).split(Pattern.quote(arguments.get(0)), -1);
    return wrap(List.of(parts), place);
  }

  /** Only the chosen branch is evaluated: the other may name what does not exist. */
  private TemplateValue choose(Node argument, Place place) {
    if (!(argument instanceof SequenceNode sequence) || sequence.getValue().size() != 3) {
      throw place.error("If wants [condition, value if true, value if false]");
    }
    List<Node> parts = sequence.getValue();
    boolean holds = scope.condition(evaluator.evaluate(parts.get(0)).text("If"), place);
    return evaluator.evaluate(parts.get(holds ? 1 : 2));
  }

  private String decide(String function, TemplateValue value, Place place) {
    boolean result =
        switch (function) {
          case "Equals" -> {
            List<String> sides = texts(value, 2, function);
            yield sides.get(0).equals(sides.get(1));
          }
          case "And" -> value.list(function).stream().allMatch(v -> v.flag(function));
          case "Or" -> value.list(function).stream().anyMatch(v -> v.flag(function));
          case "Not" -> !arguments(value, 1, function).get(0).flag(function);
          default -> scope.condition(value.text(function), place);
        };
    return Boolean.toString(result);
  }

  private static List<String> texts(TemplateValue value, int count, String function) {
    return arguments(value, count, function).stream().map(v -> v.text(function)).toList();
  }

  private static List<TemplateValue> arguments(TemplateValue value, int count, String function) {
    List<TemplateValue> arguments = value.list(function);
    if (arguments.size() != count) {
      throw value
          .place()
          .error(function + " wants " + count + " arguments, not " + arguments.size());
    }
    return arguments;
  }
}
