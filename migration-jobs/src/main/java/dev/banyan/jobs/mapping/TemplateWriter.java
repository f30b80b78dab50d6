package dev.banyan.jobs.mapping;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.banyan.jobs.image.BsonScan;
import dev.banyan.jobs.image.BsonTypes;
import dev.banyan.jobs.image.JsonBuffer;
import dev.banyan.jobs.image.RefusedException;
import dev.banyan.jobs.image.ScalarText;
import dev.banyan.jobs.image.Utf8;
import dev.banyan.jobs.mapping.spec.Template;
import dev.banyan.jobs.mapping.spec.Template.Literal;
import dev.banyan.jobs.mapping.spec.Template.Part;
import dev.banyan.jobs.mapping.spec.Template.Placeholder;
import dev.banyan.jobs.mapping.spec.ValueType;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;

/** Writes a template's text, unescaped. Immutable. */
final class TemplateWriter {

  private static final DateTimeFormatter ISO =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final double EXACT = 1L << 53;

  private final List<Step> steps;

  private interface Step {
    void write(Slots slots, JsonBuffer out);
  }

  TemplateWriter(Template template, ToIntFunction<Placeholder> slotOf) {
    List<Step> made = new ArrayList<>();
    for (Part part : template.parts()) {
      made.add(step(part, slotOf));
    }
    steps = List.copyOf(made);
  }

  private static Step step(Part part, ToIntFunction<Placeholder> slotOf) {
    if (part instanceof Literal literal) {
      byte[] text = literal.text().getBytes(UTF_8);
      return (slots, out) -> out.raw(text);
    }
    Placeholder placeholder = (Placeholder) part;
    int slot = slotOf.applyAsInt(placeholder);
    return (slots, out) -> value(placeholder, slot, slots, out);
  }

  /**
   * Adds the text to the buffer.
   *
   * @throws RefusedException if a value is missing or not of its type
   */
  void write(Slots slots, JsonBuffer out) {
    for (Step step : steps) {
      step.write(slots, out);
    }
  }

  private static void value(Placeholder placeholder, int slot, Slots slots, JsonBuffer out) {
    if (!slots.has(slot)) {
      throw new RefusedException(
          placeholder.path().toString(), "missing, and a key or template needs it");
    }
    int bson = slots.type(slot);
    for (ValueType type : placeholder.types()) {
      if (type.takes(bson) && typed(type, placeholder.width(), slot, slots, out)) {
        return;
      }
    }
    throw new RefusedException(
        slots.start(slot),
        described(bson, slots, slot)
            + " where the template takes "
            + String.join(" or ", placeholder.types().stream().map(ValueType::text).toList())
            + ": {"
            + placeholder.path()
            + ":type} says what it takes");
  }

  /** What the value is; more than its type where a template takes only some values of it. */
  private static String described(int bson, Slots slots, int slot) {
    byte[] bytes = slots.bytes(slot);
    int at = slots.start(slot);
    return switch (bson) {
      case BsonTypes.BINARY ->
          "binary of subtype "
              + (bytes[at + 4] & 0xff)
              + " and "
              + (slots.end(slot) - at - 5)
              + " bytes";
      case BsonTypes.DOUBLE ->
          wholeDouble(Double.longBitsToDouble(BsonScan.int64(bytes, at)), 0, at, new JsonBuffer(64))
              ? "double"
              : "double that is not whole";
      default -> BsonTypes.name(bson);
    };
  }

  /** False if the value is of the BSON type but not what the template's type means. */
  private static boolean typed(ValueType type, int width, int slot, Slots slots, JsonBuffer out) {
    byte[] bytes = slots.bytes(slot);
    int at = slots.start(slot);
    int end = slots.end(slot);
    switch (type) {
      case STRING -> string(bytes, at, end, out);
      case OBJECT_ID -> out.hex(bytes, at, 12);
      case INT32 -> padded(BsonScan.int32(bytes, at), width, at, out);
      case INT64, DATE -> padded(BsonScan.int64(bytes, at), width, at, out);
      case ISO_DATE -> iso(BsonScan.int64(bytes, at), at, out);
      case BOOL -> out.ascii(bytes[at] == 1 ? "true" : "false");
      case DOUBLE -> {
        return wholeDouble(Double.longBitsToDouble(BsonScan.int64(bytes, at)), width, at, out);
      }
      case UUID -> {
        if (bytes[at + 4] != 4 || end - at != 21) {
          return false;
        }
        out.ascii(ScalarText.uuid(bytes, at + 5));
      }
      case BINARY -> {
        if (bytes[at + 4] != 0) {
          return false;
        }
        out.raw(bytes, at + 5, end - at - 5);
      }
      case ANY -> any(slots.type(slot), bytes, at, end, out);
    }
    return true;
  }

  private static void any(int bson, byte[] bytes, int at, int end, JsonBuffer out) {
    out.ascii(BsonTypes.name(bson)).ascii(":");
    switch (bson) {
      case BsonTypes.STRING -> string(bytes, at, end, out);
      case BsonTypes.INT32 -> out.digits(BsonScan.int32(bytes, at));
      case BsonTypes.INT64 -> out.digits(BsonScan.int64(bytes, at));
      default -> out.hex(bytes, at, end - at);
    }
  }

  private static void string(byte[] bytes, int at, int end, JsonBuffer out) {
    if (!Utf8.valid(bytes, at + 4, end - at - 5)) {
      throw new RefusedException(at, "not valid UTF-8, so it can be no part of a key or template");
    }
    out.raw(bytes, at + 4, end - at - 5);
  }

  private static boolean wholeDouble(double value, int width, int at, JsonBuffer out) {
    boolean negativeZero = value == 0 && Double.doubleToRawLongBits(value) != 0;
    if (value != Math.rint(value) || Math.abs(value) >= EXACT || negativeZero) {
      return false;
    }
    padded((long) value, width, at, out);
    return true;
  }

  private static void padded(long value, int width, int at, JsonBuffer out) {
    if (width == 0) {
      out.digits(value);
      return;
    }
    String digits = Long.toString(value);
    if (value < 0 || digits.length() > width) {
      throw new RefusedException(at, value + " does not fit " + width + " digits");
    }
    out.ascii("0".repeat(width - digits.length())).ascii(digits);
  }

  private static void iso(long millis, int at, JsonBuffer out) {
    Instant instant = Instant.ofEpochMilli(millis);
    String text = ISO.format(instant);
    if (text.length() != "0000-01-01T00:00:00.000Z".length() || text.startsWith("-")) {
      throw new RefusedException(at, instant + " is outside the years 0000 to 9999");
    }
    out.ascii(text);
  }
}
