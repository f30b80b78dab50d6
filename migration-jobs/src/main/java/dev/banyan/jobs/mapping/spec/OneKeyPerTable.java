package dev.banyan.jobs.mapping.spec;

import dev.banyan.jobs.mapping.spec.TableSpec.KeyAttribute;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Mappings that share a table must agree on its key. Confined to the reading of one file. */
final class OneKeyPerTable {

  private final Map<String, String> keys = new HashMap<>();

  ItemSpec checked(YamlNode node, ItemSpec item) {
    TableSpec table = item.table();
    KeyAttribute sort = table.sort();
    String key = "(" + text(table.partition()) + (sort == null ? "" : ", " + text(sort)) + ")";
    @Nullable String other = keys.putIfAbsent(table.name(), key);
    if (other != null && !other.equals(key)) {
      throw node.error(
          "table '%s' has the key %s in another mapping of this file, and %s here: make them the same"
              .formatted(table.name(), other, key));
    }
    return item;
  }

  private static String text(KeyAttribute key) {
    return key.name() + " " + key.type();
  }
}
