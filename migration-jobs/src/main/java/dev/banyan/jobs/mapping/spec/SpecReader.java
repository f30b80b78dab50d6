package dev.banyan.jobs.mapping.spec;

import java.io.Reader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads mapping files; the same rules as the JSON schema that editors use, and those it cannot say.
 */
public final class SpecReader {

  static final List<String> COLLECTION_KEYS =
      List.of("collection", "capability", "filter", "items");

  private SpecReader() {}

  /**
   * Reads all mappings of a file.
   *
   * @param file for messages
   * @throws MappingException with file, line and column
   */
  public static List<CollectionSpec> read(String file, Reader reader) {
    YamlNode root = new YamlNode(file, YamlText.compose(file, reader));
    Map<String, YamlNode> entries = root.entries("a mapping file");
    OneKeyPerTable tables = new OneKeyPerTable();
    if (!entries.containsKey("mappings")) {
      return List.of(collection(root, tables));
    }
    root.entries("a mapping file", List.of("mappings"));
    List<CollectionSpec> specs = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (YamlNode node : entries.get("mappings").list("mappings")) {
      CollectionSpec spec = collection(node, tables);
      if (!seen.add(spec.collection())) {
        throw node.error(
            "collection '" + spec.collection() + "' is mapped twice: list its items together");
      }
      specs.add(spec);
    }
    if (specs.isEmpty()) {
      throw root.error("mappings is empty");
    }
    return specs;
  }

  private static CollectionSpec collection(YamlNode node, OneKeyPerTable tables) {
    YamlNode list = node.entries("a mapping").get("items");
    List<String> known = new ArrayList<>(COLLECTION_KEYS);
    if (list == null) {
      known.addAll(ItemReader.KEYS);
      known.remove("items");
      known.remove("when");
    }
    Map<String, YamlNode> entries = node.entries("a mapping", known);
    String collection = required(node, entries, "collection").text("collection");
    YamlNode capability = entries.get("capability");
    YamlNode filter = entries.get("filter");
    List<ItemSpec> items = new ArrayList<>();
    if (list != null) {
      for (YamlNode item : list.list("items")) {
        items.add(
            tables.checked(item, ItemReader.read(item, item.entries("an item", ItemReader.KEYS))));
      }
    } else {
      items.add(tables.checked(node, ItemReader.read(node, entries)));
    }
    if (items.isEmpty()) {
      throw node.error("items is empty");
    }
    return new CollectionSpec(
        collection,
        capability == null ? collection : capability.text("capability"),
        filter == null ? Condition.ALWAYS : ConditionReader.read(filter),
        items);
  }

  static YamlNode required(YamlNode node, Map<String, YamlNode> entries, String key) {
    YamlNode value = entries.get(key);
    if (value == null) {
      throw node.error("'" + key + "' is missing");
    }
    return value;
  }
}
