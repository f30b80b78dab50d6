package dev.banyan.jobs.verify.expect;

import dev.banyan.jobs.image.TypeHint;
import dev.banyan.jobs.verify.expect.Expected.Bytes;
import dev.banyan.jobs.verify.expect.Expected.BytesSet;
import dev.banyan.jobs.verify.expect.Expected.Decimal;
import dev.banyan.jobs.verify.expect.Expected.NumberSet;
import dev.banyan.jobs.verify.expect.Expected.Real;
import dev.banyan.jobs.verify.expect.Expected.RealText;
import dev.banyan.jobs.verify.expect.Expected.Text;
import dev.banyan.jobs.verify.expect.Expected.TextSet;
import dev.banyan.jobs.verify.expect.Expected.Whole;
import dev.banyan.jobs.verify.expect.Raw.Field;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.bson.RawBsonDocument;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;
import org.jspecify.annotations.Nullable;

/** Images that the mapping asks for; null where its hint is not about the value. */
final class Choices {

  private static final DateTimeFormatter ISO =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final JsonWriterSettings RELAXED =
      JsonWriterSettings.builder().outputMode(JsonMode.RELAXED).build();

  private Choices() {}

  static @Nullable Expected of(Raw value, TypeHint hint) {
    int type = value.type();
    return switch (hint) {
      case TEXT -> text(value);
      case BSON -> typed(value);
      case NUMBER -> number(value);
      case INT64 -> type == Raw.INT64 ? new Whole(value.int64()) : null;
      case DATE -> type == Raw.DATE ? new Whole(value.int64()) : null;
      case SECONDS -> type == Raw.DATE ? new Whole(Math.floorDiv(value.int64(), 1000L)) : null;
      case DOUBLE -> type == Raw.DOUBLE ? real(value) : null;
      case DECIMAL -> type == Raw.DECIMAL ? decimal(value, true) : null;
      case ISO_DATE -> type == Raw.DATE ? iso(value.int64()) : null;
      case OBJECT_ID -> type == Raw.OBJECT_ID ? new Text(value.hex()) : null;
      case UUID -> value.isUuid() ? new Text(value.uuid()) : null;
      case STRING_SET, NUMBER_SET, BINARY_SET -> type == Raw.ARRAY ? set(value, hint) : null;
    };
  }

  private static @Nullable Expected real(Raw value) {
    return NumberRules.holds(value.float64()) ? new Real(value.float64()) : null;
  }

  private static @Nullable Expected decimal(Raw value, boolean sameForm) {
    return NumberRules.value(value.decimal())
        .filter(number -> !sameForm || NumberRules.keepsForm(number))
        .map(Decimal::new)
        .orElse(null);
  }

  private static @Nullable Expected number(Raw value) {
    return switch (value.type()) {
      case Raw.INT32 -> new Whole(value.int32());
      case Raw.INT64 -> new Whole(value.int64());
      case Raw.DOUBLE -> real(value);
      case Raw.DECIMAL -> decimal(value, false);
      default -> null;
    };
  }

  private static @Nullable Expected iso(long millis) {
    String text = isoText(millis);
    return text == null ? null : new Text(text);
  }

  /** Null outside the years 0000 to 9999, whose texts would not sort. */
  static @Nullable String isoText(long millis) {
    Instant instant = Instant.ofEpochMilli(millis);
    int year = instant.atZone(ZoneOffset.UTC).getYear();
    return year < 0 || year > 9999 ? null : ISO.format(instant);
  }

  private static Expected typed(Raw value) {
    byte[] slice = value.slice();
    return new Bytes(
        ByteBuffer.allocate(slice.length + 1).put((byte) value.type()).put(slice).array());
  }

  private static Expected text(Raw value) {
    return switch (value.type()) {
      case Raw.STRING, Raw.SYMBOL, Raw.CODE -> new Text(utf8(value));
      case Raw.INT32 -> new Text(Integer.toString(value.int32()));
      case Raw.INT64 -> new Text(Long.toString(value.int64()));
      case Raw.DOUBLE -> new RealText(value.int64());
      case Raw.DECIMAL -> new Text(NumberRules.text(value.decimal()));
      case Raw.BOOLEAN -> new Text(Boolean.toString(value.bool()));
      case Raw.NULL -> new Text("null");
      case Raw.DATE -> new Text(Instant.ofEpochMilli(value.int64()).toString());
      case Raw.OBJECT_ID -> new Text(value.hex());
      default -> new Text(value.isUuid() ? value.uuid() : json(textual(value)));
    };
  }

  /** The value, if all that it says is UTF-8: other bytes would be lost in a text. */
  private static Raw textual(Raw value) {
    boolean is =
        switch (value.type()) {
          case Raw.STRING, Raw.SYMBOL, Raw.CODE, Raw.DB_POINTER -> value.string() != null;
          case Raw.REGEX ->
              value.regex().stream().allMatch(part -> Raw.text(part, 0, part.length) != null);
          case Raw.CODE_WITH_SCOPE -> value.code().string() != null;
          default -> true;
        };
    boolean holds = value.type() == Raw.DOCUMENT || value.type() == Raw.ARRAY;
    Raw inside = holds ? value : value.type() == Raw.CODE_WITH_SCOPE ? value.scope() : null;
    for (Field field : inside == null ? List.<Field>of() : inside.fields()) {
      is &= field.name() != null;
      textual(field.value());
    }
    if (!is) {
      throw new Refusal("not valid UTF-8");
    }
    return value;
  }

  private static String utf8(Raw value) {
    String text = value.string();
    if (text == null) {
      throw new Refusal("not valid UTF-8");
    }
    return text;
  }

  /** For people too: any value as relaxed extended JSON. */
  static String json(Raw value) {
    byte[] slice = value.slice();
    byte[] document = new byte[slice.length + 8];
    ByteBuffer.wrap(document)
        .order(java.nio.ByteOrder.LITTLE_ENDIAN)
        .putInt(document.length)
        .put((byte) value.type())
        .put((byte) 'v')
        .put((byte) 0)
        .put(slice);
    String json = new RawBsonDocument(document).toJson(RELAXED);
    return json.substring(json.indexOf(':') + 1, json.length() - 1).strip();
  }

  /** Null if the array cannot be a set: it stays a list. */
  private static @Nullable Expected set(Raw array, TypeHint hint) {
    List<Field> fields = array.fields();
    if (fields.isEmpty() || !Images.isCounted(fields)) {
      return null;
    }
    return switch (hint) {
      case STRING_SET -> strings(fields);
      case NUMBER_SET -> numbers(fields);
      default -> binaries(fields);
    };
  }

  private static @Nullable Expected strings(List<Field> fields) {
    Set<String> values = new LinkedHashSet<>();
    for (Field field : fields) {
      String text = field.value().type() == Raw.STRING ? field.value().string() : null;
      if (text == null || !values.add(text)) {
        return null;
      }
    }
    return new TextSet(values);
  }

  private static @Nullable Expected numbers(List<Field> fields) {
    Set<BigDecimal> seen = new HashSet<>();
    List<Expected> values = new ArrayList<>();
    for (Field field : fields) {
      Raw value = field.value();
      Expected number = value.type() == Raw.DECIMAL ? null : number(value);
      if (number == null || !seen.add(plain(number))) {
        return null;
      }
      values.add(number);
    }
    return new NumberSet(values);
  }

  /** The value of an element of a set of numbers. */
  static BigDecimal plain(Expected number) {
    BigDecimal value =
        number instanceof Real real
            ? shortest(real.value())
            : BigDecimal.valueOf(((Whole) number).value());
    return value.stripTrailingZeros();
  }

  /** Java before 19 gives 18 digits for some doubles, where 17 are enough for all. */
  private static BigDecimal shortest(double value) {
    BigDecimal text = new BigDecimal(Double.toString(value));
    return text.precision() > ItemDiff.MOST_DIGITS
        ? new BigDecimal(value).round(new MathContext(ItemDiff.MOST_DIGITS))
        : text;
  }

  private static @Nullable Expected binaries(List<Field> fields) {
    Set<ByteBuffer> seen = new HashSet<>();
    List<byte[]> values = new ArrayList<>();
    for (Field field : fields) {
      Raw value = field.value();
      boolean plain = value.type() == Raw.BINARY && value.subtype() == 0;
      if (!plain || !seen.add(ByteBuffer.wrap(value.data()))) {
        return null;
      }
      values.add(value.data());
    }
    return new BytesSet(values);
  }
}
