package dev.banyan.jobs.plan;

import dev.banyan.jobs.mapping.spec.ItemSpec;
import dev.banyan.jobs.mapping.spec.Template;
import dev.banyan.jobs.mapping.spec.Value;
import java.util.HashSet;
import java.util.Set;

/** The top-level fields that an item's keys and made attributes hold. */
final class FieldUse {

  private FieldUse() {}

  static Set<String> of(ItemSpec item) {
    Set<String> names = new HashSet<>();
    template(names, item.partition());
    Template sort = item.sort();
    if (sort != null) {
      template(names, sort);
    }
    item.rename().keySet().forEach(path -> names.add(path.first()));
    for (Value value : item.set().values()) {
      if (value instanceof Value.Text text) {
        template(names, text.template());
      } else if (value instanceof Value.Copy copy) {
        names.add(copy.path().first());
      }
    }
    return names;
  }

  private static void template(Set<String> names, Template template) {
    template.placeholders().forEach(each -> names.add(each.path().first()));
  }
}
