package dev.banyan.jobs.verify.expect;

import dev.banyan.jobs.mapping.spec.Template;
import dev.banyan.jobs.mapping.spec.Template.Literal;
import dev.banyan.jobs.mapping.spec.Template.Part;
import dev.banyan.jobs.mapping.spec.Template.Placeholder;
import dev.banyan.jobs.mapping.spec.ValueType;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The text of a template, as {@link Template} and {@link ValueType} describe it. */
final class Templates {

  private Templates() {}

  /**
   * The text.
   *
   * @throws Refusal if a value is missing or not of its type
   */
  static String text(Template template, Source source) {
    StringBuilder text = new StringBuilder();
    for (Part part : template.parts()) {
      text.append(
          part instanceof Literal literal
              ? literal.text()
              : value((Placeholder) part, source).text());
    }
    return text.toString();
  }

  /** The bytes of a template that is nothing but one binary value. */
  static byte[] bytes(Template template, Source source) {
    return value((Placeholder) template.parts().get(0), source).raw().data();
  }

  private record Typed(String text, Raw raw) {}

  private static Typed value(Placeholder placeholder, Source source) {
    Raw value = source.at(placeholder.path());
    if (value == null) {
      throw new Refusal(placeholder.path() + " is missing, and a key or template needs it");
    }
    for (ValueType type : placeholder.types()) {
      String text = text(type, value, placeholder.width());
      if (text != null) {
        return new Typed(text, value);
      }
    }
    throw new Refusal(
        placeholder.path() + " is " + value.typeName() + ", which the template does not take");
  }

  /** Null if the value is not what the type means. */
  private static @Nullable String text(ValueType type, Raw value, int width) {
    int is = value.type();
    return switch (type) {
      case STRING -> is == Raw.STRING ? utf8(value) : null;
      case OBJECT_ID -> is == Raw.OBJECT_ID ? value.hex() : null;
      case INT32 -> is == Raw.INT32 ? digits(value.int32(), width) : null;
      case INT64 -> is == Raw.INT64 ? digits(value.int64(), width) : null;
      case DATE -> is == Raw.DATE ? digits(value.int64(), width) : null;
      case DOUBLE -> is == Raw.DOUBLE ? whole(value.float64(), width) : null;
      case ISO_DATE -> is == Raw.DATE ? iso(value.int64()) : null;
      case UUID -> value.isUuid() ? value.uuid() : null;
      case BINARY -> is == Raw.BINARY && value.subtype() == 0 ? "" : null;
      case BOOL -> is == Raw.BOOLEAN ? Boolean.toString(value.bool()) : null;
      case ANY -> value.typeName() + ":" + any(value);
    };
  }

  private static String any(Raw value) {
    return switch (value.type()) {
      case Raw.STRING -> utf8(value);
      case Raw.INT32 -> Integer.toString(value.int32());
      case Raw.INT64 -> Long.toString(value.int64());
      default -> HexFormat.of().formatHex(value.slice());
    };
  }

  private static String utf8(Raw value) {
    String text = value.string();
    if (text == null) {
      throw new Refusal("not valid UTF-8, so it can be no part of a key or template");
    }
    return text;
  }

  private static String iso(long millis) {
    String text = Choices.isoText(millis);
    if (text == null) {
      throw new Refusal("a date outside the years 0000 to 9999");
    }
    return text;
  }

  private static @Nullable String whole(double value, int width) {
    boolean whole = value == (long) value && Math.abs(value) < (1L << 53);
    return whole && Double.doubleToRawLongBits(value) != Double.doubleToRawLongBits(-0.0)
        ? digits((long) value, width)
        : null;
  }

  private static String digits(long value, int width) {
    String digits = Long.toString(value);
    if (width == 0) {
      return digits;
    }
    if (value < 0 || digits.length() > width) {
      throw new Refusal(value + " does not fit " + width + " digits");
    }
    return "0".repeat(width - digits.length()) + digits;
  }
}
