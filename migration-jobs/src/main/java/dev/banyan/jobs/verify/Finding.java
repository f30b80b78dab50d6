package dev.banyan.jobs.verify;

import dev.banyan.jobs.mapping.spec.TableSpec;
import dev.banyan.jobs.verify.Difference.Kind;
import dev.banyan.jobs.verify.expect.ItemKey;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one look at a pair found.
 *
 * @param key of the item, parts joined by a slash
 * @param paths one at least; for a pair of which one is not there, a single one with an empty name
 * @param state changes whenever the document or the item does
 * @param extras items that should not be there, where they are known
 */
record Finding(
    Kind kind,
    String key,
    List<Path> paths,
    @Nullable String documentVersion,
    @Nullable String itemVersion,
    int state,
    List<Place> extras) {

  /** Where an item is. */
  record Place(TableSpec table, ItemKey key) {}

  Finding(
      Kind kind,
      String key,
      List<Path> paths,
      @Nullable String documentVersion,
      @Nullable String itemVersion,
      int state) {
    this(kind, key, paths, documentVersion, itemVersion, state, List.of());
  }

  /** A place inside where the two differ. */
  record Path(String name, @Nullable String documentValue, @Nullable String itemValue) {}

  Finding {
    paths = List.copyOf(paths);
    extras = List.copyOf(extras);
  }

  List<Difference> differences(String table, Duration age) {
    return paths.stream()
        .map(
            path ->
                new Difference(
                    kind,
                    table,
                    key,
                    path.name(),
                    path.documentValue(),
                    path.itemValue(),
                    documentVersion,
                    itemVersion,
                    age))
        .toList();
  }
}
