package dev.banyan.jobs.plan;

import dev.banyan.jobs.mapping.EncodedItem;
import dev.banyan.jobs.mapping.spec.TableSpec;
import dev.banyan.jobs.mapping.spec.TableSpec.KeyAttribute;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** How many items have the keys of the indexes: one that none has makes an index empty. */
final class IndexUse {

  private final Map<Key, Long> items = new LinkedHashMap<>();

  private record Key(String index, String attribute) {}

  void add(EncodedItem item) {
    for (TableSpec.Index index : item.table().indexes()) {
      Stream.concat(Stream.of(index.partition()), Stream.ofNullable(index.sort()))
          .map(KeyAttribute::name)
          .forEach(
              name ->
                  items.merge(new Key(index.name(), name), has(item, name) ? 1L : 0L, Long::sum));
    }
  }

  /** Names are escaped as JSON there; such a one is never called missing. */
  private static boolean has(EncodedItem item, String name) {
    byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < item.attributes(); i++) {
      int at = item.nameOffset(i);
      if (Arrays.equals(item.array(), at, at + item.nameLength(i), wanted, 0, wanted.length)) {
        return true;
      }
    }
    return name.chars().anyMatch(c -> c < 0x20 || c == '"' || c == '\\');
  }

  List<String> advice() {
    List<String> advice = new ArrayList<>();
    items.forEach(
        (key, count) -> {
          if (count == 0) {
            advice.add(
                "index %s: no item of the sample has '%s', so it would be empty"
                    .formatted(key.index(), Shown.name(key.attribute())));
          }
        });
    return advice;
  }
}
