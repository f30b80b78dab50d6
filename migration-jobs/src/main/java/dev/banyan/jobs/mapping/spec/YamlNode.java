package dev.banyan.jobs.mapping.spec;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** A node of a mapping file; every complaint names file, line and column. */
record YamlNode(String file, Node node) {

  MappingException error(String message) {
    int line = node.getStartMark().getLine() + 1;
    int column = node.getStartMark().getColumn() + 1;
    return new MappingException(file + ":" + line + ":" + column + ": " + message);
  }

  boolean isMap() {
    return node instanceof MappingNode;
  }

  boolean isList() {
    return node instanceof SequenceNode;
  }

  /** In YAML, braces without quotes are a map: {customer} is one with an empty value. */
  void refuseUnquotedTemplate(String what) {
    if (node instanceof MappingNode map
        && map.getValue().size() == 1
        && map.getValue().get(0).getKeyNode() instanceof ScalarNode inside
        && map.getValue().get(0).getValueNode() instanceof ScalarNode none
        && none.getValue().isEmpty()) {
      throw error(what + ": a template with braces needs quotes: \"{" + inside.getValue() + "}\"");
    }
  }

  /** The entries; a key that comes twice is an error. */
  Map<String, YamlNode> entries(String what) {
    if (!(node instanceof MappingNode mapping)) {
      throw error(what + " must be a map");
    }
    Map<String, YamlNode> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      YamlNode key = new YamlNode(file, tuple.getKeyNode());
      YamlNode value = new YamlNode(file, tuple.getValueNode());
      if (entries.put(key.text("a key"), value) != null) {
        throw key.error("'" + key.text("a key") + "' is said twice");
      }
    }
    return entries;
  }

  /** The entries, all of which must be known. */
  Map<String, YamlNode> entries(String what, List<String> known) {
    Map<String, YamlNode> entries = entries(what);
    for (NodeTuple tuple : ((MappingNode) node).getValue()) {
      YamlNode key = new YamlNode(file, tuple.getKeyNode());
      String name = key.text("a key");
      if (!known.contains(name)) {
        throw key.error("unknown key '" + name + "'" + Nearest.hint(name, known));
      }
    }
    return entries;
  }

  List<YamlNode> list(String what) {
    if (!(node instanceof SequenceNode sequence)) {
      throw error(what + " must be a list");
    }
    List<YamlNode> nodes = new ArrayList<>();
    sequence.getValue().forEach(element -> nodes.add(new YamlNode(file, element)));
    return nodes;
  }

  String text(String what) {
    if (node instanceof ScalarNode scalar && !scalar.getValue().isEmpty()) {
      return scalar.getValue();
    }
    throw error(what + " must be text");
  }

  List<String> texts(String what) {
    return list(what).stream().map(each -> each.text("an entry of " + what)).toList();
  }

  /** A scalar as its YAML type: String, Boolean, Long, BigDecimal or null. */
  @Nullable Object constant(String what) {
    if (!(node instanceof ScalarNode scalar)) {
      throw error(what + " must be text, a number, true, false or null");
    }
    String text = scalar.getValue();
    if (scalar.getTag().equals(Tag.NULL)) {
      return null;
    }
    if (scalar.getTag().equals(Tag.BOOL)) {
      return text.equalsIgnoreCase("true")
          || text.equalsIgnoreCase("yes")
          || text.equalsIgnoreCase("on");
    }
    return scalar.getTag().equals(Tag.INT) || scalar.getTag().equals(Tag.FLOAT)
        ? number(text)
        : text;
  }

  private Object number(String text) {
    try {
      return text.matches("[-+]?[0-9]{1,18}")
          ? (Object) Long.parseLong(text)
          : new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw error("'" + text + "' is no decimal number");
    }
  }

  /** What a reader makes of the text; its complaint gets this node's place. */
  <T> T parsed(String what, Function<String, T> reader) {
    String text = text(what);
    try {
      return reader.apply(text);
    } catch (IllegalArgumentException e) {
      throw error(what + ": " + e.getMessage());
    }
  }

  /** One of some words. */
  <T> T choice(String what, Map<String, T> choices) {
    String text = text(what);
    return Optional.ofNullable(choices.get(text))
        .orElseThrow(
            () ->
                error(
                    what
                        + " '"
                        + text
                        + "' is not known"
                        + Nearest.hint(text, List.copyOf(choices.keySet()))));
  }
}
