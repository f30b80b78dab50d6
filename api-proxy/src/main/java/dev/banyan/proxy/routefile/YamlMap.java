package dev.banyan.proxy.routefile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.reader.ReaderException;

/** A mapping of a YAML file with the places of its keys, so that a mistake can be pointed at. */
final class YamlMap {

  private final String file;
  private final Node node;
  private final Map<String, Node> values = new LinkedHashMap<>();

  private YamlMap(String file, Node node) {
    this.file = file;
    this.node = node;
  }

  /**
   * Reads a mapping.
   *
   * @param known the keys that it may have; empty for any
   * @throws RouteFileException on a key that is not known or is there twice
   */
  static YamlMap of(String file, Node node, Set<String> known) {
    if (!(node instanceof MappingNode mapping)) {
      String wanted = known.isEmpty() ? "a mapping" : "a mapping with " + new TreeSet<>(known);
      throw mistake(file, node, "this is not a mapping", "give it " + wanted);
    }
    YamlMap map = new YamlMap(file, node);
    for (NodeTuple tuple : mapping.getValue()) {
      map.add(tuple, known);
    }
    return map;
  }

  private void add(NodeTuple tuple, Set<String> known) {
    String key = scalar(tuple.getKeyNode());
    if (!known.isEmpty() && !known.contains(key)) {
      String nearest = NearestName.of(key, known).orElseThrow();
      throw mistake(
          file,
          tuple.getKeyNode(),
          "'" + key + "' is not known",
          "did you mean '" + nearest + "'?");
    }
    if (values.put(key, tuple.getValueNode()) != null) {
      throw mistake(file, tuple.getKeyNode(), "'" + key + "' is there twice", "remove one");
    }
  }

  Set<String> keys() {
    return values.keySet();
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  Optional<String> text(String key) {
    Node value = values.get(key);
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof ScalarNode) || scalar(value).isBlank()) {
      throw mistake(file, value, "'" + key + "' has no value", "write '" + key + ": …'");
    }
    return Optional.of(scalar(value));
  }

  String required(String key) {
    return text(key)
        .orElseThrow(
            () -> mistake(null, "this entry has no '" + key + "'", "add '" + key + ": …'"));
  }

  /** A mapping below a key; empty if the key is absent. */
  Optional<YamlMap> map(String key, Set<String> known) {
    return Optional.ofNullable(values.get(key)).map(value -> of(file, value, known));
  }

  /** The entries of a list below a key; none if the key is absent. */
  List<Node> list(String key) {
    Node value = values.get(key);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof SequenceNode list)) {
      throw mistake(file, value, "'" + key + "' is not a list", "begin each entry with '- '");
    }
    return list.getValue();
  }

  List<String> texts(String key) {
    List<String> texts = new ArrayList<>();
    for (Node entry : list(key)) {
      if (scalar(entry).isBlank()) {
        throw mistake(file, entry, "an entry of '" + key + "' has no text", "write plain text");
      }
      texts.add(scalar(entry));
    }
    return texts;
  }

  /** File and line of this mapping. */
  String origin() {
    return file + ", line " + (node.getStartMark().getLine() + 1);
  }

  /** A mistake at a key's value, or at the whole mapping. */
  RouteFileException mistake(@Nullable String key, String problem, String remedy) {
    Node at = key == null ? node : values.getOrDefault(key, node);
    return mistake(file, at, problem, remedy);
  }

  private static String scalar(Node node) {
    return node instanceof ScalarNode scalar ? scalar.getValue() : "";
  }

  static RouteFileException mistake(String file, Node at, String problem, String remedy) {
    return mistake(
        file,
        at.getStartMark().getLine() + 1,
        at.getStartMark().getColumn() + 1,
        problem + (remedy.isEmpty() ? "" : ": " + remedy));
  }

  /** What the parser says, at the place where it says it. */
  static RouteFileException mistake(String file, YAMLException e) {
    if (e instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
      String problem = String.valueOf(marked.getProblem());
      return mistake(
          file,
          marked.getProblemMark().getLine() + 1,
          marked.getProblemMark().getColumn() + 1,
          "is not YAML: "
              + problem
              + ": correct the line"
              + (problem.endsWith("got {") ? "; inside { } a path with {…} stands in quotes" : ""));
    }
    String said =
        e instanceof ReaderException reader
            ? "the character U+%04X at position %d is not allowed"
                .formatted(reader.getCodePoint(), reader.getPosition())
            : String.valueOf(e.getMessage()).replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return new RouteFileException(file + " is not YAML: " + said + ": remove that", e);
  }

  static RouteFileException mistake(String file, int line, int column, String text) {
    return new RouteFileException(file + ", line " + line + ", column " + column + ": " + text);
  }
}
