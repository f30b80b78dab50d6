package dev.banyan.capture.mapping;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads YAML and collects what is wrong with it, each with file, line and column. */
final class YamlTree {

  private final String file;
  private final List<String> errors = new ArrayList<>();

  YamlTree(String file) {
    this.file = file;
  }

  /** The file's only document; null if it is empty or cannot be read. */
  @Nullable Node parse(String text) {
    try {
      return new Yaml(new LoaderOptions()).compose(new StringReader(text));
    } catch (MarkedYAMLException e) {
      errors.add(place(e.getProblemMark()) + "not YAML: " + e.getProblem());
      return null;
    }
  }

  void error(Node at, String message) {
    errors.add(place(at.getStartMark()) + message);
  }

  private String place(@Nullable Mark mark) {
    return mark == null
        ? file + ": "
        : file + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1) + ": ";
  }

  /** Ends with everything that was wrong. */
  void throwIfWrong() {
    if (!errors.isEmpty()) {
      throw new MappingFileException(errors);
    }
  }

  void missing(String message) {
    errors.add(file + ": " + message);
  }

  /** The values of a mapping by key, in order; each key once. */
  Map<ScalarNode, Node> entries(Node node, String what) {
    Map<ScalarNode, Node> entries = new LinkedHashMap<>();
    if (!(node instanceof MappingNode mapping)) {
      error(node, what + " must be a mapping of keys to values");
      return entries;
    }
    List<String> seen = new ArrayList<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        error(tuple.getKeyNode(), "a key must be a text");
      } else if (seen.contains(key.getValue())) {
        error(key, "'" + key.getValue() + "' stands here twice");
      } else {
        seen.add(key.getValue());
        entries.put(key, tuple.getValueNode());
      }
    }
    return entries;
  }

  /** The same where only some keys are known. */
  Map<String, Node> known(Node node, String what, Collection<String> keys) {
    Map<String, Node> entries = new LinkedHashMap<>();
    entries(node, what)
        .forEach(
            (key, value) -> {
              if (keys.contains(key.getValue())) {
                entries.put(key.getValue(), value);
              } else {
                error(
                    key,
                    "unknown key '"
                        + key.getValue()
                        + "' in "
                        + what
                        + NearestName.hint(key.getValue(), keys));
              }
            });
    return entries;
  }

  @Nullable String text(@Nullable Node node, String what) {
    if (node == null) {
      return null;
    }
    if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
      return scalar.getValue();
    }
    error(node, what + " must be a text");
    return null;
  }

  List<Node> list(Node node) {
    return node instanceof SequenceNode sequence ? sequence.getValue() : List.of();
  }
}
