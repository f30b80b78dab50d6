package dev.banyan.jobs.verify.expect;

import dev.banyan.jobs.image.ImageOptions;
import dev.banyan.jobs.image.TypeHint;
import dev.banyan.jobs.verify.expect.Expected.Bool;
import dev.banyan.jobs.verify.expect.Expected.Bytes;
import dev.banyan.jobs.verify.expect.Expected.Elements;
import dev.banyan.jobs.verify.expect.Expected.Entries;
import dev.banyan.jobs.verify.expect.Expected.Null;
import dev.banyan.jobs.verify.expect.Expected.Real;
import dev.banyan.jobs.verify.expect.Expected.RealText;
import dev.banyan.jobs.verify.expect.Expected.Text;
import dev.banyan.jobs.verify.expect.Expected.Whole;
import dev.banyan.jobs.verify.expect.Raw.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The image that a BSON value must have, by the table in docs/bson-images.md. Thread-safe. */
final class Images {

  /** Containers from this level on are kept as bytes: DynamoDB takes 32 levels. */
  private static final int DEEPEST = 28;

  static final int LONGEST_NAME = 65_535;

  /** A field of such a name would be taken for an image, so its document is no plain map. */
  private static final Set<String> TAGS =
      Set.of(
          "$string",
          "$stringBytes",
          "$numberInt",
          "$numberLong",
          "$numberDouble",
          "$numberDecimal",
          "$oid",
          "$date",
          "$binary",
          "$regularExpression",
          "$timestamp",
          "$code",
          "$codeWithScope",
          "$symbol",
          "$dbPointer",
          "$undefined",
          "$minKey",
          "$maxKey",
          "$ordered",
          "$orderedArray",
          "$bson",
          "$bsonArray",
          "$order");

  private final ImageOptions options;

  Images(ImageOptions options) {
    this.options = options;
  }

  /**
   * The image.
   *
   * @param depth maps and lists around it
   * @throws Refusal if there is none
   */
  Expected of(Raw value, @Nullable Hints hints, int depth) {
    TypeHint hint = Hints.hint(hints);
    Expected chosen = hint == null ? null : Choices.of(value, hint);
    if (chosen != null) {
      return chosen;
    }
    return switch (value.type()) {
      case Raw.STRING -> isTextOfOther(hint) ? tag("$string", string(value)) : string(value);
      case Raw.INT32 -> {
        Whole whole = new Whole(value.int32());
        yield isNumberOfOther(hint) ? tag("$numberInt", whole) : whole;
      }
      case Raw.BOOLEAN -> new Bool(value.bool());
      case Raw.NULL -> new Null();
      case Raw.DOCUMENT -> document(value, hints, depth);
      case Raw.ARRAY -> array(value, hints, depth);
      case Raw.BINARY -> binary(value);
      default -> tagged(value, depth);
    };
  }

  /** Where plain text stands for another type, a string says that it is one. */
  private static boolean isTextOfOther(@Nullable TypeHint hint) {
    return hint == TypeHint.ISO_DATE || hint == TypeHint.OBJECT_ID || hint == TypeHint.UUID;
  }

  private static boolean isNumberOfOther(@Nullable TypeHint hint) {
    return hint == TypeHint.INT64
        || hint == TypeHint.DOUBLE
        || hint == TypeHint.DECIMAL
        || hint == TypeHint.DATE
        || hint == TypeHint.SECONDS;
  }

  private static Expected tag(String tag, Expected value) {
    return new Entries(Map.of(tag, value));
  }

  private static Expected string(Raw value) {
    String text = value.string();
    return text == null ? tag("$stringBytes", new Bytes(value.stringBytes())) : new Text(text);
  }

  private static Expected binary(Raw value) {
    Bytes data = new Bytes(value.data());
    return value.subtype() == 0
        ? data
        : tag("$binary", new Entries(Map.of("subType", new Whole(value.subtype()), "bytes", data)));
  }

  private Expected tagged(Raw value, int depth) {
    return switch (value.type()) {
      case Raw.INT64 -> tag("$numberLong", new Whole(value.int64()));
      case Raw.DATE -> tag("$date", new Whole(value.int64()));
      case Raw.DOUBLE ->
          tag(
              "$numberDouble",
              NumberRules.holds(value.float64())
                  ? new Real(value.float64())
                  : new RealText(value.int64()));
      case Raw.DECIMAL -> tag("$numberDecimal", new Text(NumberRules.text(value.decimal())));
      case Raw.OBJECT_ID -> tag("$oid", new Text(value.hex()));
      case Raw.REGEX -> {
        List<byte[]> parts = value.regex();
        yield tag(
            "$regularExpression",
            new Entries(Map.of("pattern", name(parts.get(0)), "options", name(parts.get(1)))));
      }
      case Raw.TIMESTAMP ->
          tag(
              "$timestamp",
              new Entries(
                  Map.of(
                      "t", new Whole(value.int64() >>> 32),
                      "i", new Whole(value.int64() & 0xFFFF_FFFFL))));
      case Raw.CODE -> tag("$code", string(value));
      case Raw.SYMBOL -> tag("$symbol", string(value));
      case Raw.CODE_WITH_SCOPE ->
          tag(
              "$codeWithScope",
              new Entries(
                  Map.of(
                      "code", string(value.code()),
                      "scope", document(value.scope(), null, depth + 2))));
      case Raw.DB_POINTER ->
          tag("$dbPointer", new Entries(Map.of("ref", string(value), "id", new Text(value.hex()))));
      case Raw.UNDEFINED -> tag("$undefined", new Whole(1));
      case Raw.MIN_KEY -> tag("$minKey", new Whole(1));
      case Raw.MAX_KEY -> tag("$maxKey", new Whole(1));
      default -> throw new Refusal("a value of unknown type " + value.type());
    };
  }

  /** A name as a value. */
  static Expected name(byte[] bytes) {
    String text = Raw.text(bytes, 0, bytes.length);
    return text == null ? new Bytes(bytes) : new Text(text);
  }

  private Expected document(Raw value, @Nullable Hints hints, int depth) {
    if (depth >= DEEPEST) {
      return deep("$bson", value);
    }
    List<Field> fields = value.fields();
    fields.removeIf(field -> Hints.excluded(Hints.field(hints, field.name())));
    if (isMap(fields, hints)) {
      return map(fields, hints, depth + 1);
    }
    return depth == DEEPEST - 1
        ? deep("$bson", value)
        : tag("$ordered", ordered(fields, hints, depth + 2));
  }

  private Expected deep(String tag, Raw value) {
    if (options.tooDeep() == ImageOptions.TooDeep.REFUSE) {
      throw new Refusal("nested too deep");
    }
    return tag(tag, new Bytes(value.slice()));
  }

  private static boolean isMap(List<Field> fields, @Nullable Hints hints) {
    Set<String> names = new HashSet<>();
    for (Field field : fields) {
      String name = nameOf(field, hints);
      if (name == null || !isUsable(name) || TAGS.contains(name) || !names.add(name)) {
        return false;
      }
    }
    return true;
  }

  /** Whether an attribute or an entry can have the name. */
  static boolean isUsable(@Nullable String name) {
    return name != null
        && !name.isEmpty()
        && (name.length() <= LONGEST_NAME / 3
            || name.getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME);
  }

  private static @Nullable String nameOf(Field field, @Nullable Hints hints) {
    String renamed = Hints.newName(Hints.field(hints, field.name()));
    return renamed == null ? field.name() : renamed;
  }

  private Expected map(List<Field> fields, @Nullable Hints hints, int depth) {
    Map<String, Expected> entries = new LinkedHashMap<>();
    List<Expected> order = new ArrayList<>();
    for (Field field : fields) {
      String name = String.valueOf(nameOf(field, hints));
      entries.put(name, of(field.value(), Hints.field(hints, field.name()), depth));
      if (options.keepOrder()) {
        order.add(new Text(name));
      }
    }
    if (order.size() > 1) {
      entries.put("$order", new Elements(order));
    }
    return new Entries(entries);
  }

  private Expected ordered(List<Field> fields, @Nullable Hints hints, int depth) {
    List<Expected> parts = new ArrayList<>();
    for (Field field : fields) {
      Hints here = Hints.field(hints, field.name());
      String renamed = Hints.newName(here);
      parts.add(renamed == null ? name(field.nameBytes()) : new Text(renamed));
      parts.add(of(field.value(), here, depth));
    }
    return new Elements(parts);
  }

  private Expected array(Raw value, @Nullable Hints hints, int depth) {
    if (depth >= DEEPEST) {
      return deep("$bsonArray", value);
    }
    List<Field> fields = value.fields();
    if (!isCounted(fields)) {
      fields.removeIf(field -> Hints.excluded(Hints.field(hints, field.name())));
      return depth == DEEPEST - 1
          ? deep("$bsonArray", value)
          : tag("$orderedArray", ordered(fields, hints, depth + 2));
    }
    List<Expected> elements = new ArrayList<>(fields.size());
    for (Field field : fields) {
      Hints here = Hints.field(hints, field.name());
      if (!Hints.excluded(here)) {
        elements.add(of(field.value(), here, depth + 1));
      }
    }
    return new Elements(elements);
  }

  /** Whether elements are named 0, 1, 2 and so on, as they should be. */
  static boolean isCounted(List<Field> fields) {
    for (int i = 0; i < fields.size(); i++) {
      if (!Integer.toString(i).equals(fields.get(i).name())) {
        return false;
      }
    }
    return true;
  }
}
