package dev.banyan.proxy.routefile;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A value of an OpenAPI description with its place. Asked for what is not there, or is of another
 * kind, it answers as if it were absent: only a little of a description matters to routes.
 */
record OpenApiNode(String file, Node node) {

  /** Large public descriptions have 10 MB. */
  private static final int LONGEST = 64 * 1024 * 1024;

  private static final int DEEPEST_MERGE = 10;

  /**
   * Reads a description.
   *
   * @throws RouteFileException if it is neither YAML nor JSON
   */
  static OpenApiNode read(String file, String text) {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(LONGEST);
    options.setMaxAliasesForCollections(Integer.MAX_VALUE); // they are followed, never copied
    // JSON may be indented with tabs, and has none inside its strings.
    String readable = text.stripLeading().startsWith("{") ? text.replace('\t', ' ') : text;
    try {
      Node root = new Yaml(options).compose(new StringReader(readable));
      if (root == null) {
        throw YamlMap.mistake(file, 1, 1, "the file is empty: give an OpenAPI description");
      }
      return new OpenApiNode(file, root);
    } catch (YAMLException e) {
      throw YamlMap.mistake(file, e);
    }
  }

  /**
   * The values of a mapping by their keys, those merged by {@code <<} after its own.
   *
   * @throws RouteFileException if a key is there twice: one value would go unseen
   */
  Map<String, OpenApiNode> entries() {
    Map<String, OpenApiNode> entries = new LinkedHashMap<>();
    collect(node, entries, 0);
    return entries;
  }

  private void collect(Node from, Map<String, OpenApiNode> into, int depth) {
    if (!(from instanceof MappingNode mapping) || depth > DEEPEST_MERGE) {
      return;
    }
    List<Node> merged = new ArrayList<>();
    Map<String, Node> own = new HashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (tuple.getKeyNode() instanceof ScalarNode key) {
        if (key.getValue().equals("<<")) {
          merged.add(tuple.getValueNode());
        } else {
          requireFirst(own.putIfAbsent(key.getValue(), key), key);
          into.putIfAbsent(key.getValue(), new OpenApiNode(file, tuple.getValueNode()));
        }
      }
    }
    for (Node each : merged) {
      for (Node one : each instanceof SequenceNode list ? list.getValue() : List.of(each)) {
        collect(one, into, depth + 1);
      }
    }
  }

  private void requireFirst(@Nullable Node first, ScalarNode key) {
    if (first != null) {
      throw YamlMap.mistake(
          file,
          key,
          "'%s' is there twice, first in line %d"
              .formatted(OpenApiImport.printable(key.getValue()), line(first)),
          "make one of both");
    }
  }

  @Nullable OpenApiNode get(String key) {
    return entries().get(key);
  }

  /** The first value of a list. */
  @Nullable OpenApiNode first() {
    return node instanceof SequenceNode list && !list.getValue().isEmpty()
        ? new OpenApiNode(file, list.getValue().get(0))
        : null;
  }

  boolean isMapping() {
    return node instanceof MappingNode;
  }

  /** A scalar's text, null for anything else and for nothing. */
  @Nullable String text() {
    return node instanceof ScalarNode scalar && !scalar.getValue().isBlank()
        ? scalar.getValue()
        : null;
  }

  /** The text below a key. */
  @Nullable String text(String key) {
    OpenApiNode value = get(key);
    return value == null ? null : value.text();
  }

  int line() {
    return line(node);
  }

  private static int line(Node at) {
    return at.getStartMark().getLine() + 1;
  }

  RouteFileException mistake(String problem, String remedy) {
    return YamlMap.mistake(file, node, problem, remedy);
  }
}
