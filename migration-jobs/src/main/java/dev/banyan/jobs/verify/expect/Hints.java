package dev.banyan.jobs.verify.expect;

import dev.banyan.jobs.image.TypeHint;
import dev.banyan.jobs.mapping.spec.FieldPath;
import dev.banyan.jobs.mapping.spec.ItemSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a mapping says about the values below a path. Not changed after it was built. */
final class Hints {

  private @Nullable TypeHint hint;
  private boolean excluded;
  private @Nullable String newName;
  private final Map<String, Hints> below = new HashMap<>();

  static Hints of(ItemSpec spec) {
    Hints root = new Hints();
    spec.types().forEach((path, hint) -> root.at(path).hint = hint);
    spec.exclude().forEach(path -> root.at(path).excluded = true);
    spec.rename()
        .forEach(
            (from, to) -> {
              if (staysInside(from, to)) {
                root.at(from).newName = to.last();
              } else {
                root.at(from).excluded = true;
              }
            });
    root.applyStars();
    return root;
  }

  /** A path with {@code *} is about the fields that are named as well. */
  private void applyStars() {
    Hints star = below.get("*");
    for (Map.Entry<String, Hints> each : below.entrySet()) {
      if (star != null && !"*".equals(each.getKey())) {
        each.getValue().add(star);
      }
      each.getValue().applyStars();
    }
  }

  /** The own word stands, but for what is left out. */
  private void add(Hints star) {
    excluded = excluded || star.excluded;
    if (hint == null) {
      hint = star.hint;
    }
    if (newName == null) {
      newName = star.newName;
    }
    star.below.forEach((name, each) -> below.computeIfAbsent(name, n -> new Hints()).add(each));
  }

  static Hints only(@Nullable TypeHint hint) {
    Hints hints = new Hints();
    hints.hint = hint;
    return hints;
  }

  /** Whether a renamed field stays in its document, under another name. */
  static boolean staysInside(FieldPath from, FieldPath to) {
    return parent(from).equals(parent(to));
  }

  private static List<String> parent(FieldPath path) {
    return path.names().subList(0, path.names().size() - 1);
  }

  private Hints at(FieldPath path) {
    Hints node = this;
    for (String name : path.names()) {
      node = node.below.computeIfAbsent(name, n -> new Hints());
    }
    return node;
  }

  /** What is said about a field; {@code *} in the file stands for all. Null for nothing. */
  @Nullable Hints field(@Nullable String name) {
    if (below.isEmpty()) {
      return null;
    }
    Hints named = name == null ? null : below.get(name);
    return named == null ? below.get("*") : named;
  }

  static @Nullable Hints field(@Nullable Hints hints, @Nullable String name) {
    return hints == null ? null : hints.field(name);
  }

  /** What is said about a path. */
  @Nullable Hints descend(FieldPath path) {
    Hints node = this;
    for (String name : path.names()) {
      node = field(node, name);
    }
    return node;
  }

  static @Nullable TypeHint hint(@Nullable Hints hints) {
    return hints == null ? null : hints.hint;
  }

  static boolean excluded(@Nullable Hints hints) {
    return hints != null && hints.excluded;
  }

  static @Nullable String newName(@Nullable Hints hints) {
    return hints == null ? null : hints.newName;
  }
}
