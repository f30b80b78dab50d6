package dev.banyan.localcloud.lambda.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Turns YAML nodes into values; intrinsic functions in short and long form are applied. */
final class Evaluator {

  private static final Set<String> BARE_FUNCTIONS = Set.of("Ref", "Condition");

  private final YamlDocument document;
  private final Intrinsics intrinsics;

  Evaluator(YamlDocument document, Scope scope) {
    this.document = document;
    this.intrinsics = new Intrinsics(scope, this);
  }

  TemplateValue evaluate(Node node) {
    Place place = document.place(node);
    String tag = node.getTag().getValue();
    if (tag.startsWith("!")) {
      return intrinsics.apply(tag.substring(1), untagged(node), place);
    }
    if (node instanceof MappingNode mapping) {
      return mapping(mapping, place);
    }
    if (node instanceof SequenceNode sequence) {
      return new TemplateValue(place, elements(sequence));
    }
    boolean none = node.getTag().equals(Tag.NULL);
    return new TemplateValue(place, none ? null : ((ScalarNode) node).getValue());
  }

  private TemplateValue mapping(MappingNode node, Place place) {
    if (node.getValue().size() == 1) {
      NodeTuple only = node.getValue().get(0);
      String key = key(only);
      if (key.startsWith("Fn::") || isBareFunction(key, only.getValueNode())) {
        return intrinsics.apply(key.replace("Fn::", ""), only.getValueNode(), place);
      }
    }
    Map<String, TemplateValue> members = new LinkedHashMap<>();
    for (NodeTuple tuple : node.getValue()) {
      TemplateValue value = evaluate(tuple.getValueNode());
      if (!value.isAbsent()) {
        members.put(key(tuple), value);
      }
    }
    return new TemplateValue(place, members);
  }

  /** {@code Condition} is a function only with a name: IAM policies use it with a mapping. */
  private static boolean isBareFunction(String key, Node argument) {
    return BARE_FUNCTIONS.contains(key) && argument instanceof ScalarNode;
  }

  private List<TemplateValue> elements(SequenceNode node) {
    List<TemplateValue> elements = new ArrayList<>();
    for (Node element : node.getValue()) {
      TemplateValue value = evaluate(element);
      if (!value.isAbsent()) {
        elements.add(value);
      }
    }
    return elements;
  }

  private String key(NodeTuple tuple) {
    if (tuple.getKeyNode() instanceof ScalarNode key) {
      return key.getValue();
    }
    throw document.place(tuple.getKeyNode()).error("a key must be a text");
  }

  /** The same node with the tag it would have had without the short form. */
  private static Node untagged(Node node) {
    if (node instanceof ScalarNode scalar) {
      return new ScalarNode(
          Tag.STR,
          scalar.getValue(),
          node.getStartMark(),
          node.getEndMark(),
          scalar.getScalarStyle());
    }
    if (node instanceof SequenceNode sequence) {
      return new SequenceNode(
          Tag.SEQ,
          true,
          sequence.getValue(),
          node.getStartMark(),
          node.getEndMark(),
          sequence.getFlowStyle());
    }
    MappingNode mapping = (MappingNode) node;
    return new MappingNode(
        Tag.MAP,
        true,
        mapping.getValue(),
        node.getStartMark(),
        node.getEndMark(),
        mapping.getFlowStyle());
  }
}
