package dev.banyan.stream.testkit;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * The services' template, read as plain maps; an intrinsic such as {@code !Ref X} is its text, one
 * with a list of arguments a map from {@code !Name} to them.
 */
public final class SamTemplate {

  private final Map<String, Object> root;

  private SamTemplate(Map<String, Object> root) {
    this.root = root;
  }

  /** The template beside the module that runs the test. */
  public static SamTemplate read() {
    try (Reader reader = Files.newBufferedReader(Path.of("..", "template.yaml"))) {
      return new SamTemplate(new Yaml(new Intrinsics()).load(reader));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Intrinsics extends SafeConstructor {
    Intrinsics() {
      super(new LoaderOptions());
      this.yamlMultiConstructors.put(
          "!",
          new AbstractConstruct() {
            @Override
            public Object construct(Node node) {
              String name = node.getTag().getValue();
              return node instanceof ScalarNode scalar
                  ? name + " " + scalar.getValue()
                  : Map.of(name, constructSequence((SequenceNode) node));
            }
          });
    }
  }

  public Map<String, Object> section(String name) {
    return map(root.get(name));
  }

  /** Properties of all resources of a type, by logical id. */
  public Map<String, Map<String, Object>> resources(String type) {
    var found = new LinkedHashMap<String, Map<String, Object>>();
    section("Resources")
        .forEach(
            (id, resource) -> {
              if (type.equals(map(resource).get("Type"))) {
                found.put(id, map(map(resource).get("Properties")));
              }
            });
    return found;
  }

  @SuppressWarnings("unchecked")
  public static Map<String, Object> map(Object node) {
    return (Map<String, Object>) node;
  }

  @SuppressWarnings("unchecked")
  public static List<Object> list(Object node) {
    return (List<Object>) node;
  }
}
