package dev.banyan.jobs.mapping.spec;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What no schema can say: two things that cannot both be. */
final class SpecRules {

  private SpecRules() {}

  static void check(YamlNode node, ItemSpec spec) {
    Map<String, String> taken = new HashMap<>();
    TableSpec.KeyAttribute sort = spec.table().sort();
    take(node, taken, spec.table().partition().name(), "the partition key");
    if (sort != null) {
      take(node, taken, sort.name(), "the sort key");
    }
    take(node, taken, spec.versionAttribute(), "the version");
    take(node, taken, spec.originAttribute(), "the origin");
    if (spec.ttl() != null) {
      take(node, taken, spec.ttl().attribute(), "the expiry");
    }
    targets(node, spec, taken);
    for (FieldPath path : spec.exclude()) {
      if (spec.rename().containsKey(path)) {
        throw node.error("'" + path + "' is both excluded and renamed");
      }
    }
  }

  private static void targets(YamlNode node, ItemSpec spec, Map<String, String> taken) {
    Map<List<String>, String> targets = new HashMap<>();
    spec.set().keySet().forEach(path -> targets(node, targets, taken, path, "set " + path));
    spec.rename()
        .forEach((from, to) -> targets(node, targets, taken, to, "rename " + from + ": " + to));
    for (List<String> path : targets.keySet()) {
      for (int length = 1; length < path.size(); length++) {
        String parent = targets.get(path.subList(0, length));
        if (parent != null) {
          throw node.error("'" + targets.get(path) + "' goes below '" + parent + "'");
        }
      }
    }
  }

  private static void targets(
      YamlNode node,
      Map<List<String>, String> targets,
      Map<String, String> taken,
      FieldPath path,
      String what) {
    String other = targets.putIfAbsent(path.names(), what);
    if (other == null) {
      other = taken.get(path.first());
    }
    if (other != null) {
      throw node.error("'" + what + "' wants the attribute of '" + other + "'");
    }
  }

  private static void take(YamlNode node, Map<String, String> taken, String name, String what) {
    String other = taken.putIfAbsent(name, what);
    if (other != null) {
      throw node.error(other + " and " + what + " are both called '" + name + "'");
    }
  }
}
