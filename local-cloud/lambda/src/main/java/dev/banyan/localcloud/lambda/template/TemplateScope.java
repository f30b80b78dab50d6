package dev.banyan.localcloud.lambda.template;

import dev.banyan.localcloud.lambda.model.Arns;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/** The names of one template: parameters, pseudo parameters, conditions, mappings, resources. */
final class TemplateScope implements Scope {

  /** SAM makes it for {@code HttpApi} events without an explicit API. */
  static final String IMPLICIT_HTTP_API = "ServerlessHttpApi";

  private final YamlDocument document;
  private final TemplateOptions options;
  private final Evaluator evaluator;
  private final Parameters parameters;
  private final Map<String, String> names = new HashMap<>();
  private final Set<String> underway = new HashSet<>();

  TemplateScope(YamlDocument document, TemplateOptions options) {
    this.document = document;
    this.options = options;
    this.evaluator = new Evaluator(document, this);
    Node section = document.section("Parameters");
    Place top = document.place(document.root());
    this.parameters =
        Parameters.of(
            section == null ? TemplateValue.emptyMap(top) : evaluator.evaluate(section), options);
  }

  Evaluator evaluator() {
    return evaluator;
  }

  @Override
  public @Nullable Object ref(String name, Place place) {
    Object parameter = parameters.get(name);
    if (parameter != null) {
      return parameter;
    }
    if (name.startsWith("AWS::")) {
      return pseudo(name, place);
    }
    if (name.equals(IMPLICIT_HTTP_API)) {
      return name;
    }
    Node resource = resource(name, "Ref", place);
    String physical = physicalName(name, resource);
    return type(resource).equals("AWS::SQS::Queue") ? options.arns().queueUrl(physical) : physical;
  }

  private @Nullable Object pseudo(String name, Place place) {
    return switch (name) {
      case "AWS::NoValue" -> null;
      case "AWS::Region" -> options.arns().region();
      case "AWS::AccountId" -> options.arns().accountId();
      case "AWS::Partition" -> "aws";
      case "AWS::StackName" -> options.stackName();
      case "AWS::URLSuffix" -> "amazonaws.com";
      case "AWS::StackId" -> "arn:aws:cloudformation:local:stack/" + options.stackName();
      default -> throw place.error("no pseudo parameter " + name);
    };
  }

  @Override
  public String attribute(String logicalId, String attribute, Place place) {
    Node resource = resource(logicalId, "GetAtt", place);
    return options.arns().attribute(type(resource), physicalName(logicalId, resource), attribute);
  }

  @Override
  public boolean condition(String name, Place place) {
    Node conditions = document.section("Conditions");
    Node condition = conditions == null ? null : YamlDocument.member(conditions, name);
    if (condition == null) {
      throw place.error("no condition " + name + ": declare it under Conditions");
    }
    return guarded("condition " + name, place, () -> evaluator.evaluate(condition)).flag(name);
  }

  @Override
  public TemplateValue inMap(List<String> path, Place place) {
    Node found = document.section("Mappings");
    for (String key : path) {
      found = found == null ? null : YamlDocument.member(found, key);
    }
    if (found == null) {
      throw place.error("no mapping " + String.join(".", path) + ": declare it under Mappings");
    }
    return evaluator.evaluate(found);
  }

  private Node resource(String logicalId, String function, Place place) {
    Node resources = document.section("Resources");
    Node found = resources == null ? null : YamlDocument.member(resources, logicalId);
    if (found == null) {
      Set<String> known = new TreeSet<>(parameters.names());
      if (resources instanceof MappingNode mapping) {
        mapping.getValue().forEach(t -> known.add(evaluator.evaluate(t.getKeyNode()).text("id")));
      }
      throw place.error(
          function + " of '" + logicalId + "', but the template declares only " + known);
    }
    return found;
  }

  private String type(Node resource) {
    Node type = YamlDocument.member(resource, "Type");
    return type == null ? "" : evaluator.evaluate(type).text("Type");
  }

  /** The declared name of a resource, or its logical id. */
  String physicalName(String logicalId, Node resource) {
    String known = names.get(logicalId);
    if (known != null) {
      return known;
    }
    Node properties = YamlDocument.member(resource, "Properties");
    String property = Arns.nameProperty(type(resource));
    Node name = properties == null ? null : YamlDocument.member(properties, property);
    String result =
        name == null
            ? logicalId
            : guarded(logicalId, document.place(resource), () -> evaluator.evaluate(name))
                .text(property);
    names.put(logicalId, result);
    return result;
  }

  private TemplateValue guarded(
      String what, Place place, java.util.function.Supplier<TemplateValue> evaluation) {
    if (!underway.add(what)) {
      throw place.error(what + " refers to itself");
    }
    try {
      return evaluation.get();
    } finally {
      underway.remove(what);
    }
  }
}
