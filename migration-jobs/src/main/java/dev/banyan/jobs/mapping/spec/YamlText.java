package dev.banyan.jobs.mapping.spec;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.reader.StreamReader;

/** Text to YAML nodes; what is no YAML, or a bomb, is refused with its place. */
final class YamlText {

  private YamlText() {}

  static Node compose(String file, Reader reader) {
    String text = text(file, reader);
    refuseUnprintable(file, text);
    try {
      Node node =
          new Yaml(new SafeConstructor(new LoaderOptions())).compose(new StringReader(text));
      if (node == null) {
        throw new MappingException(file + ":1:1: the file is empty");
      }
      refuseCycles(file, node, Collections.newSetFromMap(new IdentityHashMap<>()));
      return node;
    } catch (MarkedYAMLException e) {
      throw new MappingException(place(file, e.getProblemMark()) + ": " + problem(e), e);
    } catch (YAMLException e) {
      throw new MappingException(file + ":1:1: not valid YAML: " + e.getMessage(), e);
    }
  }

  private static String text(String file, Reader reader) {
    try {
      StringWriter text = new StringWriter();
      reader.transferTo(text);
      return text.toString();
    } catch (IOException e) {
      throw new MappingException("mapping file " + file + " cannot be read: " + e, e);
    }
  }

  private static String problem(MarkedYAMLException e) {
    String problem = e.getProblem();
    return problem != null && problem.contains("found another document")
        ? "one YAML document is needed: put several collections under 'mappings:'"
        : "not valid YAML: " + problem;
  }

  private static String place(String file, Mark mark) {
    return mark == null
        ? file + ":1:1"
        : file + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
  }

  private static void refuseUnprintable(String file, String text) {
    int line = 1;
    int column = 1;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int c = text.codePointAt(i);
      if (!StreamReader.isPrintable(c) && c != 0xFEFF) {
        throw new MappingException(
            String.format(
                Locale.ROOT,
                "%s:%d:%d: the character U+%04X cannot be in YAML: in double quotes write \\u%04x",
                file,
                line,
                column,
                c,
                c));
      }
      column = c == '\n' ? 1 : column + 1;
      line += c == '\n' ? 1 : 0;
    }
  }

  /** Nodes above this one are in {@code above}. */
  private static void refuseCycles(String file, Node node, Set<Node> above) {
    if (!above.add(node)) {
      throw new MappingException(
          place(file, node.getStartMark()) + ": an alias inside of what it stands for");
    }
    children(node).forEach(child -> refuseCycles(file, child, above));
    above.remove(node);
  }

  private static List<Node> children(Node node) {
    if (node instanceof MappingNode map) {
      return map.getValue().stream()
          .flatMap(entry -> Stream.of(entry.getKeyNode(), entry.getValueNode()))
          .toList();
    }
    return node instanceof SequenceNode list ? list.getValue() : List.of();
  }
}
