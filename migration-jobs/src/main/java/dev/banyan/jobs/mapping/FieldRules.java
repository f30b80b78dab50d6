package dev.banyan.jobs.mapping;

import dev.banyan.jobs.image.ImageReader;
import dev.banyan.jobs.image.NameTable;
import dev.banyan.jobs.image.TypeTree;
import dev.banyan.jobs.mapping.FieldRule.Fate;
import dev.banyan.jobs.mapping.spec.FieldPath;
import dev.banyan.jobs.mapping.spec.ItemSpec;
import dev.banyan.jobs.mapping.spec.TableSpec;
import dev.banyan.jobs.mapping.spec.Template;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the top-level fields: those that the mapping names, and all others.
 *
 * @param named by the field's name
 * @param others null if they are simply kept
 */
record FieldRules(NameTable<FieldRule> named, @Nullable FieldRule others) {

  /** Attributes that the mapping makes of more than one field. */
  static final String ORDER = "$order";

  static final String LARGE = "$large";

  static FieldRules of(ItemSpec spec) {
    TypeTree tree = tree(spec);
    Map<String, FieldRule> rules = new LinkedHashMap<>();
    for (String name : namesIn(spec)) {
      rules.put(name, rule(spec, tree, name));
    }
    FieldRule others = null;
    byte[] none = {};
    TypeTree any = tree.field(none, 0, 0);
    if (spec.only() != null) {
      others = new FieldRule(Fate.DROPPED, null, null);
    } else if (any != null) {
      others = new FieldRule(any.dropped() ? Fate.DROPPED : Fate.KEPT, null, any);
    }
    return new FieldRules(new NameTable<>(rules), others);
  }

  private static FieldRule rule(ItemSpec spec, TypeTree tree, String name) {
    byte[] bytes = AttributeName.of(name).bytes();
    TypeTree field = tree.field(bytes, 0, bytes.length);
    boolean unwanted = spec.only() != null && !spec.only().contains(name);
    if (name.equals(VersionTag.FIELD) || unwanted || (field != null && field.dropped())) {
      return new FieldRule(Fate.DROPPED, null, null);
    }
    FieldPath target = spec.rename().get(new FieldPath(List.of(name)));
    if (target != null && target.isTopLevel()) {
      return new FieldRule(Fate.KEPT, AttributeName.of(target.first()), field);
    }
    if (covered(spec, name)) {
      return new FieldRule(Fate.DROPPED, null, null);
    }
    return new FieldRule(made(spec).contains(name) ? Fate.DISPLACED : Fate.KEPT, null, field);
  }

  /** Whether a key attribute of the same name says all that the field says. */
  static boolean covered(ItemSpec spec, String name) {
    TableSpec.KeyAttribute sort = spec.table().sort();
    Template sortValue = spec.sort();
    return covers(spec, spec.table().partition(), spec.partition(), name)
        || (sort != null && sortValue != null && covers(spec, sort, sortValue, name));
  }

  private static boolean covers(
      ItemSpec spec, TableSpec.KeyAttribute key, Template value, String name) {
    if (!key.name().equals(name) || !value.isOneValue()) {
      return false;
    }
    FieldPath path = value.placeholders().get(0).path();
    ItemSpec.Each each = spec.each();
    if (each == null) {
      return path.isTopLevel() && path.first().equals(name);
    }
    return path.first().equals(each.as()) && path.names().size() == 2 && path.last().equals(name);
  }

  /** Names of the attributes that the mapping makes. */
  private static Set<String> made(ItemSpec spec) {
    Set<String> made = new LinkedHashSet<>();
    made.add(spec.table().partition().name());
    TableSpec.KeyAttribute sort = spec.table().sort();
    if (sort != null) {
      made.add(sort.name());
    }
    ItemSpec.Ttl ttl = spec.ttl();
    if (ttl != null) {
      made.add(ttl.attribute());
    }
    made.add(spec.versionAttribute());
    made.add(spec.originAttribute());
    spec.set().keySet().forEach(path -> made.add(path.first()));
    spec.rename().values().forEach(path -> made.add(path.first()));
    made.addAll(List.of(ImageReader.FIELDS, ORDER, LARGE));
    return made;
  }

  private static Set<String> namesIn(ItemSpec spec) {
    Set<String> names = made(spec);
    names.add(VersionTag.FIELD);
    spec.exclude().forEach(path -> names.add(path.first()));
    spec.rename().keySet().forEach(path -> names.add(path.first()));
    spec.types().keySet().forEach(path -> names.add(path.first()));
    if (spec.only() != null) {
      names.addAll(spec.only());
    }
    names.remove("*");
    return names;
  }

  /** What is said about all values below the document. */
  static TypeTree tree(ItemSpec spec) {
    TypeTree.Builder builder = new TypeTree.Builder();
    spec.types().forEach((path, hint) -> builder.at(path.names()).hint(hint));
    spec.exclude().forEach(path -> builder.at(path.names()).drop());
    spec.rename()
        .forEach(
            (from, to) -> {
              if (siblings(from, to)) {
                builder.at(from.names()).rename(to.last());
              } else {
                builder.at(from.names()).drop();
              }
            });
    return builder.build();
  }

  /** Whether a rename changes the last name only. */
  static boolean siblings(FieldPath from, FieldPath to) {
    int parent = from.names().size() - 1;
    return to.names().size() == parent + 1
        && to.names().subList(0, parent).equals(from.names().subList(0, parent));
  }
}
