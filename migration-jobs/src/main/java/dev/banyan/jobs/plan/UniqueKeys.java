package dev.banyan.jobs.plan;

import dev.banyan.jobs.mapping.spec.CollectionSpec;
import dev.banyan.jobs.mapping.spec.FieldPath;
import dev.banyan.jobs.mapping.spec.ItemSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;

/**
 * Whether two items can get one key, as far as a mapping file and the collection's unique indexes
 * say it. Errs on the side of doubt; only the documents themselves know better ({@code
 * --exact-keys}).
 */
public final class UniqueKeys {

  private static final FieldPath ID = FieldPath.parse("_id");

  /** The index of an array's element. */
  private static final FieldPath ELEMENT = FieldPath.parse("#");

  private UniqueKeys() {}

  /**
   * Says why two items may share a key; nothing if they cannot.
   *
   * @param spec whose items are written
   * @param file all collections of the mapping file, which may fill the same tables
   * @param indexes of the collection as {@code listIndexes} tells them; asked for only if the keys
   *     do not hold the {@code _id}
   */
  public static Optional<String> doubt(
      CollectionSpec spec, List<CollectionSpec> file, Supplier<List<BsonDocument>> indexes) {
    for (ItemSpec item : spec.items()) {
      Set<FieldPath> told = KeyShape.told(item);
      if (item.each() != null && !told.contains(ELEMENT)) {
        return Optional.of(
            "two elements of '%s' may get one key in table '%s', because it has no index {#:int32} in it"
                .formatted(item.each().path(), item.table().name()));
      }
      if (!told.contains(ID) && indexes.get().stream().noneMatch(index -> isTold(index, told))) {
        return Optional.of(
            "two documents of '%s' may get one key in table '%s', because the key tells neither the whole _id nor the fields of a unique index"
                .formatted(spec.collection(), item.table().name()));
      }
    }
    return shared(spec, file);
  }

  /** A partial index lets others in. */
  private static boolean isTold(BsonDocument index, Set<FieldPath> told) {
    BsonDocument keys = index.getDocument("key", new BsonDocument());
    return index.getBoolean("unique", BsonBoolean.FALSE).getValue()
        && !index.containsKey("partialFilterExpression")
        && keys.keySet().stream().allMatch(name -> told.contains(FieldPath.parse(name)));
  }

  /** Items that the file describes apart, in one table. */
  private static Optional<String> shared(CollectionSpec spec, List<CollectionSpec> file) {
    List<ItemSpec> others =
        new ArrayList<>(
            file.stream()
                .filter(each -> !each.collection().equals(spec.collection()))
                .flatMap(each -> each.items().stream())
                .toList());
    for (ItemSpec item : spec.items()) {
      for (ItemSpec other : others) {
        if (item.table().name().equals(other.table().name()) && !KeyShape.differ(item, other)) {
          return Optional.of(
              "two kinds of items of table '%s' may get one key, because the constant texts of their keys do not tell them apart"
                  .formatted(item.table().name()));
        }
      }
      others.add(item);
    }
    return Optional.empty();
  }
}
