package dev.banyan.jobs.verify.expect;

import dev.banyan.jobs.mapping.spec.FieldPath;
import dev.banyan.jobs.mapping.spec.ItemSpec;
import dev.banyan.jobs.mapping.spec.Value;
import dev.banyan.jobs.verify.expect.Expected.Bool;
import dev.banyan.jobs.verify.expect.Expected.Decimal;
import dev.banyan.jobs.verify.expect.Expected.Entries;
import dev.banyan.jobs.verify.expect.Expected.Null;
import dev.banyan.jobs.verify.expect.Expected.Text;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The attributes that the mapping makes: {@code set}, and renames to another document. */
final class MadeAttributes {

  private final ItemSpec spec;
  private final Hints hints;
  private final Images images;

  MadeAttributes(ItemSpec spec, Hints hints, Images images) {
    this.spec = spec;
    this.hints = hints;
    this.images = images;
  }

  void add(Source source, Map<String, Expected> item) {
    spec.set().forEach((path, value) -> put(item, path.names(), made(path, value, source)));
    spec.rename()
        .forEach(
            (from, to) -> {
              if (!Hints.staysInside(from, to)) {
                Raw value = source.at(inElement(spec, from));
                put(
                    item,
                    to.names(),
                    value == null ? null : images.of(value, hints.descend(from), mapsAround(to)));
              }
            });
  }

  /** Renames mean the element where an item is made of one. */
  static FieldPath inElement(ItemSpec spec, FieldPath path) {
    if (spec.each() == null) {
      return path;
    }
    List<String> names = new ArrayList<>(List.of(spec.each().as()));
    names.addAll(path.names());
    return new FieldPath(names);
  }

  private static int mapsAround(FieldPath target) {
    return target.names().size() - 1;
  }

  private @Nullable Expected made(FieldPath to, Value value, Source source) {
    if (value instanceof Value.Constant constant) {
      return constant(constant.value());
    }
    if (value instanceof Value.Text text) {
      return new Text(Templates.text(text.template(), source));
    }
    Value.Copy copy = (Value.Copy) value;
    Raw from = source.at(copy.path());
    return from == null ? null : images.of(from, Hints.only(copy.hint()), mapsAround(to));
  }

  private static Expected constant(@Nullable Object value) {
    if (value == null) {
      return new Null();
    } else if (value instanceof Boolean bool) {
      return new Bool(bool);
    } else if (value instanceof String text) {
      return new Text(text);
    }
    return new Decimal(new BigDecimal(value.toString()));
  }

  /** A map on the way is there only if something is in it. */
  private static void put(Map<String, Expected> into, List<String> path, @Nullable Expected value) {
    if (value == null) {
      return;
    }
    Map<String, Expected> map = into;
    for (String name : path.subList(0, path.size() - 1)) {
      Entries next = (Entries) map.computeIfAbsent(name, n -> new Entries(new LinkedHashMap<>()));
      map = next.values();
    }
    map.put(Objects.requireNonNull(path.get(path.size() - 1)), value);
  }
}
