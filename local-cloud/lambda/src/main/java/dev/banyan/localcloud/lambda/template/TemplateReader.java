package dev.banyan.localcloud.lambda.template;

import dev.banyan.localcloud.lambda.model.Application;
import dev.banyan.localcloud.lambda.model.FunctionDefinition;
import dev.banyan.localcloud.lambda.model.LambdaHostException;
import dev.banyan.localcloud.lambda.model.QueueDefinition;
import dev.banyan.localcloud.lambda.model.StreamDefinition;
import dev.banyan.localcloud.lambda.model.TableDefinition;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Reads what this machine can run out of a SAM template. Not thread-safe. */
public final class TemplateReader {

  private final YamlDocument document;
  private final TemplateScope scope;
  private final List<TableDefinition> tables = new ArrayList<>();
  private final List<StreamDefinition> streams = new ArrayList<>();
  private final List<QueueDefinition> queues = new ArrayList<>();
  private final List<FunctionDefinition> functions = new ArrayList<>();
  private final List<String> ignored = new ArrayList<>();

  private TemplateReader(YamlDocument document, TemplateOptions options) {
    this.document = document;
    this.scope = new TemplateScope(document, options);
  }

  /**
   * @throws LambdaHostException with file, line and remedy if the template cannot be run
   */
  public static Application read(TemplateOptions options) {
    return new TemplateReader(YamlDocument.read(options.file()), options).application();
  }

  private Application application() {
    if (!(document.section("Resources") instanceof MappingNode resources)) {
      throw new LambdaHostException(document.file() + ":1: no Resources: nothing to run");
    }
    for (NodeTuple tuple : resources.getValue()) {
      resource(((ScalarNode) tuple.getKeyNode()).getValue(), tuple.getValueNode());
    }
    return new Application(tables, streams, queues, functions, ignored);
  }

  private void resource(String id, Node node) {
    Place place = document.place(node);
    if (skipped(node, place)) {
      return;
    }
    Node type = YamlDocument.member(node, "Type");
    if (type == null) {
      throw place.error(id + " has no Type: add it");
    }
    try {
      read(id, scope.evaluator().evaluate(type).text("Type"), node);
    } catch (IllegalArgumentException e) {
      throw place.error(id + ": " + e.getMessage());
    }
  }

  private boolean skipped(Node node, Place place) {
    return YamlDocument.member(node, "Condition") instanceof ScalarNode condition
        && !scope.condition(condition.getValue(), place);
  }

  private void read(String id, String type, Node node) {
    switch (type) {
      case "AWS::Serverless::Function" -> functions.add(function(id, node));
      case "AWS::DynamoDB::Table" ->
          tables.add(TableReader.table(scope.physicalName(id, node), properties(node)));
      case "AWS::Serverless::SimpleTable" ->
          tables.add(TableReader.simpleTable(scope.physicalName(id, node), properties(node)));
      case "AWS::Kinesis::Stream" ->
          streams.add(
              new StreamDefinition(
                  scope.physicalName(id, node), properties(node).integer("ShardCount", 1)));
      case "AWS::SQS::Queue" ->
          queues.add(QueueReader.queue(scope.physicalName(id, node), properties(node)));
      case "AWS::Serverless::HttpApi" -> {
        // Routes stand in the functions' events; there is one HTTP API per host.
      }
      default -> ignored.add(id + " (" + type + ")");
    }
  }

  private FunctionDefinition function(String id, Node node) {
    TemplateValue properties = properties(node).over(globals(properties(node).place()));
    return new FunctionReader(document.file(), id, scope.physicalName(id, node), properties).read();
  }

  private TemplateValue globals(Place place) {
    Node globals = document.section("Globals");
    Node function = globals == null ? null : YamlDocument.member(globals, "Function");
    return evaluated(function, place);
  }

  private TemplateValue properties(Node resource) {
    return evaluated(YamlDocument.member(resource, "Properties"), document.place(resource));
  }

  private TemplateValue evaluated(@Nullable Node node, Place place) {
    if (node == null) {
      return TemplateValue.emptyMap(place);
    }
    TemplateValue value = scope.evaluator().evaluate(node);
    return value.isAbsent() ? TemplateValue.emptyMap(place) : value;
  }
}
