package dev.banyan.jobs.mapping.spec;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What no schema can say: two things that cannot both be. */
final class SpecRules {

  private final YamlNode node;
  private final Map<String, YamlNode> entries;
  private final ItemSpec spec;
  private final Map<String, Target> taken = new HashMap<>();
  private final Map<List<String>, Target> targets = new HashMap<>();

  /** An attribute that the mapping makes. */
  private record Target(String what, YamlNode place) {}

  SpecRules(YamlNode node, Map<String, YamlNode> entries, ItemSpec spec) {
    this.node = node;
    this.entries = entries;
    this.spec = spec;
  }

  void check() {
    TableSpec.KeyAttribute sort = spec.table().sort();
    take("partition", spec.table().partition().name(), "the partition key");
    if (sort != null) {
      take("sort", sort.name(), "the sort key");
    }
    take("version", spec.versionAttribute(), "the version");
    take("origin", spec.originAttribute(), "the origin");
    if (spec.ttl() != null) {
      take("ttl", spec.ttl().attribute(), "the expiry");
    }
    spec.set().keySet().forEach(path -> target("set", path, path, "set " + path));
    spec.rename().forEach((from, to) -> target("rename", from, to, "rename " + from + ": " + to));
    targets.forEach(this::refuseBelow);
    refuseExcludedAndRenamed();
    refuseElementsOfOneKey();
    YamlNode indexes = entries.get("indexes");
    if (indexes != null) {
      IndexRules.check(indexes.list("indexes"), spec);
    }
  }

  private void take(String key, String name, String what) {
    YamlNode place = entries.get(key);
    Target other = taken.putIfAbsent(name, new Target(what, place == null ? node : place));
    if (other != null) {
      throw (place == null ? other.place() : place)
          .error(other.what() + " and " + what + " are both called '" + name + "'");
    }
  }

  private void target(String key, FieldPath said, FieldPath path, String what) {
    Target wanted = new Target(what, place(key, said));
    Target former = targets.putIfAbsent(path.names(), wanted);
    Target other = former == null ? taken.get(path.first()) : former;
    if (other != null) {
      throw wanted.place().error("'" + what + "' wants the attribute of '" + other.what() + "'");
    }
  }

  private void refuseBelow(List<String> path, Target target) {
    for (int length = 1; length < path.size(); length++) {
      Target parent = targets.get(path.subList(0, length));
      if (parent != null) {
        throw target.place().error("'" + target.what() + "' goes below '" + parent.what() + "'");
      }
    }
  }

  private void refuseExcludedAndRenamed() {
    for (int i = 0; i < spec.exclude().size(); i++) {
      FieldPath path = spec.exclude().get(i);
      if (spec.rename().containsKey(path)) {
        throw place("exclude")
            .list("exclude")
            .get(i)
            .error("'" + path + "' is both excluded and renamed");
      }
    }
  }

  /** The elements of an array would overwrite each other. */
  private void refuseElementsOfOneKey() {
    ItemSpec.Each each = spec.each();
    if (each == null || names(spec.partition(), each) || names(spec.sort(), each)) {
      return;
    }
    throw place("each")
        .error(
            "all elements of '%s' would have one key: give a 'sort' with something of the element, like \"{#:int32:5}\" or \"{%s.…}\""
                .formatted(each.path(), each.as()));
  }

  private static boolean names(@Nullable Template key, ItemSpec.Each each) {
    return key != null
        && key.placeholders().stream()
            .map(placeholder -> placeholder.path().first())
            .anyMatch(name -> name.equals("#") || name.equals(each.as()));
  }

  private YamlNode place(String key) {
    return entries.getOrDefault(key, node);
  }

  /** The value that stands behind a path. */
  private YamlNode place(String key, FieldPath path) {
    return place(key).entries(key).entrySet().stream()
        .filter(entry -> FieldPath.parse(entry.getKey()).equals(path))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(node);
  }
}
