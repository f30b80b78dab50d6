package dev.banyan.jobs.mapping.spec;

import java.util.ArrayList;
import java.util.List;

/**
 * A path into a document: names with dots between, {@code \.} for a dot inside a name, {@code *}
 * for every element of an array.
 */
public record FieldPath(List<String> names) {

  public FieldPath {
    names = List.copyOf(names);
    if (names.isEmpty() || names.contains("")) {
      throw new IllegalArgumentException("a path needs a name on both sides of each dot");
    }
  }

  /**
   * Reads a path.
   *
   * @throws IllegalArgumentException if a name in it is empty
   */
  public static FieldPath parse(String text) {
    List<String> names = new ArrayList<>();
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char next = text.charAt(i);
      if (next == '\\' && i + 1 < text.length()) {
        name.append(text.charAt(++i));
      } else if (next == '.') {
        names.add(name.toString());
        name.setLength(0);
      } else {
        name.append(next);
      }
    }
    names.add(name.toString());
    return new FieldPath(names);
  }

  public String first() {
    return names.get(0);
  }

  public String last() {
    return names.get(names.size() - 1);
  }

  public boolean isTopLevel() {
    return names.size() == 1;
  }

  /** Without its first name; not for a top-level path. */
  public FieldPath rest() {
    return new FieldPath(names.subList(1, names.size()));
  }

  @Override
  public String toString() {
    return String.join(
        ".", names.stream().map(n -> n.replace("\\", "\\\\").replace(".", "\\.")).toList());
  }
}
