package dev.banyan.capture.mapping;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * The mappings of a YAML file.
 *
 * <pre>{@code
 * capabilities:
 *   relationships:
 *     collections:
 *       follows:
 *         put: follow.put
 *         deleted: follow.deleted
 *         key: "{follower}"
 *         subject: "{follower}:{followee}"
 *         id: "{follower}:{followee}"
 *         fields: {follower: follower, followee: followee, createdAt: createdAt}
 * }</pre>
 *
 * All keys of a collection are in {@link CollectionEntry}.
 *
 * @param name of the file
 * @param mappings in the order of the file
 */
public record MappingFile(String name, List<EventMapping> mappings) {

  private static final String CAPABILITIES = "capabilities";
  private static final String COLLECTIONS = "collections";

  public MappingFile {
    mappings = List.copyOf(mappings);
  }

  /**
   * Reads a file.
   *
   * @throws MappingFileException naming file, line and column of everything that is wrong
   */
  public static MappingFile load(Path file) {
    try {
      return parse(String.valueOf(file.getFileName()), Files.readString(file));
    } catch (IOException e) {
      throw new MappingFileException(
          List.of("the mapping file " + file + " cannot be read as UTF-8 text: " + e));
    }
  }

  /**
   * Reads the text of a file.
   *
   * @param name what errors call it
   * @throws MappingFileException naming file, line and column of everything that is wrong
   */
  public static MappingFile parse(String name, String text) {
    YamlTree yaml = new YamlTree(name);
    List<EventMapping> mappings = new ArrayList<>();
    Node root = yaml.parse(text);
    if (root != null) {
      Node capabilities = yaml.known(root, "the file", Set.of(CAPABILITIES)).get(CAPABILITIES);
      if (capabilities != null) {
        capabilities(yaml, capabilities, mappings);
      }
    }
    yaml.throwIfWrong();
    if (mappings.isEmpty()) {
      yaml.missing("there is no mapping; it needs capabilities: {<name>: {collections: {…}}}");
    }
    yaml.throwIfWrong();
    return new MappingFile(name, mappings);
  }

  private static void capabilities(YamlTree yaml, Node node, List<EventMapping> mappings) {
    Map<String, Integer> lines = new HashMap<>();
    yaml.entries(node, CAPABILITIES)
        .forEach(
            (capability, body) -> {
              String what = "capability " + capability.getValue();
              Node collections = yaml.known(body, what, Set.of(COLLECTIONS)).get(COLLECTIONS);
              if (collections == null) {
                yaml.error(capability, what + " needs " + COLLECTIONS);
                return;
              }
              yaml.entries(collections, COLLECTIONS)
                  .forEach(
                      (collection, entry) -> {
                        once(yaml, lines, collection);
                        new CollectionEntry(yaml, capability.getValue(), collection)
                            .read(entry)
                            .ifPresent(mappings::add);
                      });
            });
  }

  private static void once(YamlTree yaml, Map<String, Integer> lines, ScalarNode collection) {
    int line = collection.getStartMark().getLine() + 1;
    Integer other = lines.putIfAbsent(collection.getValue(), line);
    if (other != null) {
      yaml.error(collection, "collection " + collection.getValue() + " is mapped in line " + other);
    }
  }
}
