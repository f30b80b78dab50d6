package dev.banyan.localcloud.lambda.template;

import dev.banyan.localcloud.lambda.model.LambdaHostException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** A YAML file as nodes that know their lines; tags such as {@code !Ref} are kept. */
record YamlDocument(Path file, MappingNode root) {

  static YamlDocument read(Path file) {
    try (Reader reader = Files.newBufferedReader(file)) {
      Node root = new Yaml(new SafeConstructor(new LoaderOptions())).compose(reader);
      if (root instanceof MappingNode mapping) {
        return new YamlDocument(file, mapping);
      }
      throw new LambdaHostException(file + ":1: a template must be a mapping with Resources");
    } catch (NoSuchFileException e) {
      throw new LambdaHostException("template " + file + " does not exist: check the path");
    } catch (IOException e) {
      throw new LambdaHostException("template " + file + " cannot be read: " + e, e);
    } catch (MarkedYAMLException e) {
      throw new LambdaHostException(position(file, e) + "not valid YAML: " + e.getProblem());
    } catch (YAMLException e) {
      throw new LambdaHostException(file + ": not valid YAML: " + e.getMessage());
    }
  }

  private static String position(Path file, MarkedYAMLException e) {
    Mark mark = e.getProblemMark();
    return mark == null ? file + ": " : file + ":" + (mark.getLine() + 1) + ": ";
  }

  /** A top-level section, or null. */
  @Nullable Node section(String name) {
    return member(root, name);
  }

  static @Nullable Node member(Node node, String name) {
    if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        if (tuple.getKeyNode() instanceof ScalarNode key && key.getValue().equals(name)) {
          return tuple.getValueNode();
        }
      }
    }
    return null;
  }

  Place place(Node node) {
    return Place.of(file, node.getStartMark());
  }
}
