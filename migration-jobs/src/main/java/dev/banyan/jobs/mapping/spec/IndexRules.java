package dev.banyan.jobs.mapping.spec;

import dev.banyan.jobs.mapping.spec.TableSpec.KeyAttribute;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Indexes that DynamoDB would refuse, or that no item would ever be in. */
final class IndexRules {

  private IndexRules() {}

  static void check(List<YamlNode> nodes, ItemSpec spec) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < nodes.size(); i++) {
      TableSpec.Index index = spec.table().indexes().get(i);
      if (!names.add(index.name())) {
        throw nodes.get(i).error("index '" + index.name() + "' is there twice");
      }
      refuseEmpty(nodes.get(i), "partition", index, index.partition(), spec);
      KeyAttribute sort = index.sort();
      if (sort != null) {
        refuseEmpty(nodes.get(i), "sort", index, sort, spec);
      }
    }
  }

  private static void refuseEmpty(
      YamlNode node, String key, TableSpec.Index index, KeyAttribute attribute, ItemSpec spec) {
    Map<String, YamlNode> parts = node.entries("an index");
    lacking(attribute.name(), spec)
        .ifPresent(
            why -> {
              throw SpecReader.required(node, parts, key)
                  .error(
                      "index '%s' would be empty: '%s' %s"
                          .formatted(index.name(), attribute.name(), why));
            });
  }

  /** Why no item has an attribute. */
  private static Optional<String> lacking(String name, ItemSpec spec) {
    FieldPath path = new FieldPath(List.of(name));
    List<String> only = spec.only();
    if (made(spec).anyMatch(name::equals)) {
      return Optional.empty();
    } else if (spec.exclude().contains(path)) {
      return Optional.of("is excluded");
    } else if (spec.rename().containsKey(path)) {
      return Optional.of("is renamed to '" + spec.rename().get(path) + "'");
    }
    return only != null && !only.contains(name)
        ? Optional.of("is not in 'only'")
        : Optional.empty();
  }

  private static Stream<String> made(ItemSpec spec) {
    TableSpec table = spec.table();
    KeyAttribute sort = table.sort();
    Stream<String> own =
        Stream.of(table.partition().name(), spec.versionAttribute(), spec.originAttribute());
    Stream<String> keys =
        Stream.concat(
            Stream.ofNullable(sort).map(KeyAttribute::name), Stream.ofNullable(table.ttl()));
    Stream<FieldPath> targets =
        Stream.concat(spec.set().keySet().stream(), spec.rename().values().stream());
    return Stream.concat(Stream.concat(own, keys), targets.map(FieldPath::first));
  }
}
