package dev.banyan.relay;

import dev.banyan.capture.mapping.NearestName;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** A YAML file of settings, flat by dotted key; it knows the place of each. Not thread-safe. */
final class SettingsFile {

  private final String name;
  private final Set<String> known;
  private final Map<String, ScalarNode> values = new LinkedHashMap<>();
  private final List<String> errors = new ArrayList<>();

  private SettingsFile(String name, Set<String> known) {
    this.name = name;
    this.known = known;
  }

  /**
   * Reads a file.
   *
   * @param known all keys that there are, dotted
   * @throws RelayException if it cannot be read; what is wrong in it waits for {@link
   *     #throwIfWrong}
   */
  static SettingsFile load(Path file, Set<String> known) {
    try {
      return parse(file.toString(), Files.readString(file), known);
    } catch (IOException e) {
      throw new RelayException(
          "The configuration file " + file + " cannot be read as UTF-8 text: " + e);
    }
  }

  static SettingsFile parse(String name, String text, Set<String> known) {
    SettingsFile file = new SettingsFile(name, known);
    try {
      Node root = new Yaml(new LoaderOptions()).compose(new StringReader(text));
      if (root != null) {
        file.collect("", root);
      }
    } catch (MarkedYAMLException e) {
      file.errors.add(file.place(e.getProblemMark()) + "not YAML: " + e.getProblem());
      file.throwIfWrong();
    }
    return file; // what is wrong is told together with the values that are
  }

  private void collect(String prefix, Node node) {
    if (!(node instanceof MappingNode mapping)) {
      errors.add(place(node.getStartMark()) + "expected keys with values here");
      return;
    }
    for (NodeTuple tuple : mapping.getValue()) {
      String key = prefix + text(tuple.getKeyNode());
      if (known.contains(key)) {
        take(key, tuple);
      } else if (known.stream().anyMatch(each -> each.startsWith(key + "."))) {
        collect(key + ".", tuple.getValueNode());
      } else {
        errors.add(
            place(tuple.getKeyNode().getStartMark())
                + "unknown key '"
                + key
                + "'"
                + NearestName.hint(key, known));
      }
    }
  }

  private void take(String key, NodeTuple tuple) {
    if (!(tuple.getValueNode() instanceof ScalarNode value)) {
      errors.add(place(tuple.getValueNode().getStartMark()) + key + " must be a single value");
    } else if (values.putIfAbsent(key, value) != null) {
      errors.add(place(tuple.getKeyNode().getStartMark()) + key + " stands here twice");
    }
  }

  private static String text(Node node) {
    return node instanceof ScalarNode scalar ? scalar.getValue() : "?";
  }

  private String place(Mark mark) {
    return name + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1) + ": ";
  }

  Optional<String> value(String key) {
    return Optional.ofNullable(values.get(key))
        .map(ScalarNode::getValue)
        .filter(text -> !text.isBlank());
  }

  /** Notes that a value is wrong; {@link #throwIfWrong} tells. */
  void wrong(String key, String message) {
    ScalarNode node = values.get(key);
    errors.add((node == null ? name + ": " : place(node.getStartMark())) + key + " " + message);
  }

  /** Notes what is wrong in another file that this one names. */
  void wrong(String message) {
    errors.add(message);
  }

  void throwIfWrong() {
    if (!errors.isEmpty()) {
      throw new RelayException(String.join(System.lineSeparator(), errors));
    }
  }
}
