package dev.banyan.jobs.plan;

import dev.banyan.jobs.mapping.spec.CollectionSpec;
import dev.banyan.jobs.mapping.spec.FieldPath;
import dev.banyan.jobs.mapping.spec.ItemSpec;
import dev.banyan.jobs.mapping.spec.Value;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Paths of a mapping that no sampled document has: most often a spelling mistake, which no schema
 * finds. Filters are left out, because they may well ask for what is rare.
 */
final class NamedInVain {

  private static final int MOST_SHOWN = 10;

  /** With a backslash before a dot or a backslash in it. */
  private static final String ANY_NAME = "(?s:[^.\\\\]|\\\\.)*+";

  private NamedInVain() {}

  static Optional<String> advice(CollectionSpec spec, PathTypes types) {
    if (types.paths().isEmpty() || types.beyond() > 0) {
      return Optional.empty();
    }
    Set<String> unmet = new TreeSet<>();
    spec.items().stream()
        .flatMap(NamedInVain::paths)
        .filter(path -> path.names().size() <= PathTypes.DEEPEST && !isMet(path, types))
        .forEach(path -> unmet.add(Shown.name(path.toString())));
    if (unmet.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        "the mapping names "
            + unmet.stream().limit(MOST_SHOWN).collect(Collectors.joining(", "))
            + (unmet.size() > MOST_SHOWN ? " and more" : "")
            + ", which no document of the sample has: misspelt?");
  }

  /** Of an item per element only the array: the other paths may mean the element. */
  private static Stream<FieldPath> paths(ItemSpec item) {
    ItemSpec.Each each = item.each();
    if (each != null) {
      return Stream.of(each.path());
    }
    ItemSpec.Ttl ttl = item.ttl();
    List<String> only = item.only();
    return Stream.of(
            item.types().keySet().stream(),
            item.exclude().stream(),
            item.rename().keySet().stream(),
            item.set().values().stream()
                .filter(Value.Copy.class::isInstance)
                .map(value -> ((Value.Copy) value).path()),
            Stream.ofNullable(ttl).map(ItemSpec.Ttl::path),
            Stream.ofNullable(only).flatMap(List::stream).map(name -> new FieldPath(List.of(name))))
        .flatMap(paths -> paths);
  }

  /** An element may be meant by its position, and any name by a star. */
  private static boolean isMet(FieldPath path, PathTypes types) {
    if (path.names().contains("*")) {
      Predicate<String> meant = pattern(path).asMatchPredicate();
      return types.paths().keySet().stream().anyMatch(meant);
    }
    List<String> anyElement =
        path.names().stream().map(name -> name.matches("[0-9]+") ? "*" : name).toList();
    return types.paths().containsKey(path.toString())
        || types.paths().containsKey(new FieldPath(anyElement).toString());
  }

  private static Pattern pattern(FieldPath path) {
    return Pattern.compile(
        path.names().stream()
            .map(name -> name.equals("*") ? ANY_NAME : literal(name))
            .collect(Collectors.joining("\\.")));
  }

  private static String literal(String name) {
    String exact = Pattern.quote(new FieldPath(List.of(name)).toString());
    return name.matches("[0-9]+") ? "(" + exact + "|\\*)" : exact;
  }
}
