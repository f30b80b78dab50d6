package dev.banyan.jobs.plan;

import dev.banyan.jobs.mapping.spec.FieldPath;
import dev.banyan.jobs.mapping.spec.ItemSpec;
import dev.banyan.jobs.mapping.spec.Template;
import dev.banyan.jobs.mapping.spec.Template.Literal;
import dev.banyan.jobs.mapping.spec.Template.Part;
import dev.banyan.jobs.mapping.spec.Template.Placeholder;
import dev.banyan.jobs.mapping.spec.ValueType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the text of a key tells about the document that it was made of. */
final class KeyShape {

  private static final Set<ValueType> FIXED = Set.of(ValueType.OBJECT_ID, ValueType.UUID);
  private static final Set<ValueType> DIGITS =
      Set.of(ValueType.INT32, ValueType.INT64, ValueType.DOUBLE, ValueType.DATE);

  private KeyShape() {}

  /** The paths whose values the key gives back, whatever the other values in it are. */
  static Set<FieldPath> told(ItemSpec item) {
    Set<FieldPath> told = new HashSet<>();
    keys(item).forEach(template -> tell(template.parts(), told));
    return told;
  }

  private static Stream<Template> keys(ItemSpec item) {
    Template sort = item.sort();
    return sort == null ? Stream.of(item.partition()) : Stream.of(item.partition(), sort);
  }

  /** From both ends up to a value that may have any length; that one too, if it is the only one. */
  private static void tell(List<Part> parts, Set<FieldPath> told) {
    int left = 0;
    while (left < parts.size() && ends(parts.get(left), next(parts, left + 1), true)) {
      left++;
    }
    int right = parts.size();
    while (right > left && ends(parts.get(right - 1), next(parts, right - 2), false)) {
      right--;
    }
    List<Part> known = new ArrayList<>(parts.subList(0, left));
    known.addAll(parts.subList(right - left == 1 ? left : right, parts.size()));
    known.stream()
        .filter(Placeholder.class::isInstance)
        .map(Placeholder.class::cast)
        .filter(value -> value.types().size() == 1)
        .forEach(value -> told.add(value.path()));
  }

  private static @Nullable Part next(List<Part> parts, int at) {
    return at < 0 || at >= parts.size() ? null : parts.get(at);
  }

  /** Whether a part's end is seen, by its length or by a constant text that cannot be in it. */
  private static boolean ends(Part part, @Nullable Part next, boolean forwards) {
    if (!(part instanceof Placeholder value)) {
      return true;
    }
    if (value.types().size() != 1) {
      return false;
    }
    ValueType type = value.types().get(0);
    return FIXED.contains(type)
        || (DIGITS.contains(type)
            && next instanceof Literal text
            && cannotBeNumber(text, forwards));
  }

  private static boolean cannotBeNumber(Literal literal, boolean forwards) {
    String text = literal.text();
    char beside = text.charAt(forwards ? 0 : text.length() - 1);
    return "0123456789-".indexOf(beside) < 0;
  }

  /** Whether the constant texts at an end of the keys show that no key can be of both. */
  static boolean differ(ItemSpec one, ItemSpec other) {
    Template sort = one.sort();
    Template otherSort = other.sort();
    return differ(one.partition(), other.partition())
        || (sort != null && otherSort != null && differ(sort, otherSort));
  }

  private static boolean differ(Template one, Template other) {
    return differ(one.parts(), other.parts(), false)
        || differ(reversed(one.parts()), reversed(other.parts()), true);
  }

  private static boolean differ(List<Part> one, List<Part> other, boolean backwards) {
    String a = start(one, backwards);
    String b = start(other, backwards);
    boolean aIsAll = one.stream().allMatch(Literal.class::isInstance);
    boolean bIsAll = other.stream().allMatch(Literal.class::isInstance);
    return (!b.startsWith(a) && !a.startsWith(b))
        || (aIsAll && b.length() > a.length())
        || (bIsAll && a.length() > b.length());
  }

  private static String start(List<Part> parts, boolean backwards) {
    String text = !parts.isEmpty() && parts.get(0) instanceof Literal literal ? literal.text() : "";
    return backwards ? new StringBuilder(text).reverse().toString() : text;
  }

  private static List<Part> reversed(List<Part> parts) {
    List<Part> reversed = new ArrayList<>(parts);
    Collections.reverse(reversed);
    return reversed;
  }
}
