package dev.banyan.jobs.verify.expect;

import dev.banyan.jobs.mapping.spec.CollectionSpec;
import dev.banyan.jobs.mapping.spec.Condition;
import dev.banyan.jobs.mapping.spec.FieldPath;
import dev.banyan.jobs.mapping.spec.ItemSpec;
import dev.banyan.jobs.mapping.spec.Template;
import dev.banyan.jobs.mapping.spec.Value;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The paths whose values a mapping needs. If one of them is there twice, the document becomes
 * nothing at all, also where another part of the mapping could do without it.
 */
final class NeededPaths {

  private NeededPaths() {}

  static List<FieldPath> ofCollection(CollectionSpec spec) {
    Set<FieldPath> paths = new LinkedHashSet<>();
    add(spec.when(), paths);
    for (ItemSpec item : spec.items()) {
      if (item.each() != null) {
        paths.add(item.each().path());
      }
      ofItem(item).stream().filter(path -> !isInElement(item, path)).forEach(paths::add);
    }
    return List.copyOf(paths);
  }

  /** Those inside the element that an item is made of. */
  static List<FieldPath> ofElement(ItemSpec item) {
    return ofItem(item).stream().filter(path -> isInElement(item, path)).toList();
  }

  private static boolean isInElement(ItemSpec item, FieldPath path) {
    ItemSpec.Each each = item.each();
    return each != null && (path.first().equals(each.as()) || path.names().equals(List.of("#")));
  }

  private static Set<FieldPath> ofItem(ItemSpec item) {
    Set<FieldPath> paths = new LinkedHashSet<>();
    add(item.partition(), paths);
    if (item.sort() != null) {
      add(item.sort(), paths);
    }
    add(item.when(), paths);
    if (item.ttl() != null) {
      paths.add(item.ttl().path());
    }
    for (Value value : item.set().values()) {
      if (value instanceof Value.Copy copy) {
        paths.add(copy.path());
      } else if (value instanceof Value.Text text) {
        add(text.template(), paths);
      }
    }
    item.rename()
        .forEach(
            (from, to) -> {
              if (!Hints.staysInside(from, to)) {
                paths.add(MadeAttributes.inElement(item, from));
              }
            });
    return paths;
  }

  private static void add(Template template, Set<FieldPath> paths) {
    template.placeholders().forEach(placeholder -> paths.add(placeholder.path()));
  }

  private static void add(Condition condition, Set<FieldPath> paths) {
    if (condition instanceof Condition.All all) {
      all.conditions().forEach(each -> add(each, paths));
    } else if (condition instanceof Condition.Any any) {
      any.conditions().forEach(each -> add(each, paths));
    } else if (condition instanceof Condition.Not not) {
      add(not.condition(), paths);
    } else if (condition instanceof Condition.Test test) {
      paths.add(test.path());
    }
  }
}
