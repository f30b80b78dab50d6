package dev.banyan.jobs.mapping.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text with placeholders, {@code ORDER#{_id:objectId}}. {@code {{} stands for a brace.
 *
 * @param parts in their order
 */
public record Template(List<Part> parts) {

  private static final Pattern PART =
      Pattern.compile("\\{\\{|\\{(?<path>[^{}:]+)(:(?<types>[^{}:]+))?(:(?<width>\\d{1,2}))?\\}");

  public Template {
    parts = List.copyOf(parts);
  }

  /** A piece of a template. */
  public sealed interface Part {}

  /** Text as it is. */
  public record Literal(String text) implements Part {}

  /**
   * A value of the document.
   *
   * @param types that the value may have; any other makes a dead letter. More than one only where
   *     it is said, because the text of two types may be the same
   * @param width digits that a number is padded to, so that numbers sort as text; 0 for none
   */
  public record Placeholder(FieldPath path, List<ValueType> types, int width) implements Part {
    public Placeholder {
      types = List.copyOf(types);
    }
  }

  /**
   * Reads a template.
   *
   * @throws IllegalArgumentException if a brace does not close, or a type is not known
   */
  public static Template parse(String text) {
    List<Part> parts = new ArrayList<>();
    Matcher matcher = PART.matcher(text);
    StringBuilder literal = new StringBuilder();
    int at = 0;
    while (matcher.find()) {
      literal.append(plain(text, at, matcher.start()));
      at = matcher.end();
      if (matcher.group("path") == null) {
        literal.append('{');
      } else {
        flush(parts, literal);
        parts.add(placeholder(matcher));
      }
    }
    literal.append(plain(text, at, text.length()));
    flush(parts, literal);
    return new Template(parts);
  }

  private static String plain(String text, int from, int to) {
    String plain = text.substring(from, to);
    if (plain.indexOf('{') >= 0) {
      throw new IllegalArgumentException(
          "'" + text + "': write {path}, {path:type} or {path:type:width}; {{ for a brace");
    }
    return plain;
  }

  private static void flush(List<Part> parts, StringBuilder literal) {
    if (!literal.isEmpty()) {
      parts.add(new Literal(literal.toString()));
      literal.setLength(0);
    }
  }

  private static Placeholder placeholder(Matcher matcher) {
    String types = matcher.group("types");
    String width = matcher.group("width");
    return new Placeholder(
        FieldPath.parse(matcher.group("path").strip()),
        types == null ? List.of(ValueType.STRING) : ValueType.parseAll(types),
        width == null ? 0 : Integer.parseInt(width));
  }

  /** Whether it is nothing but one value of one type that it names. */
  public boolean isOneValue() {
    return parts.size() == 1
        && parts.get(0) instanceof Placeholder placeholder
        && placeholder.types().size() == 1
        && placeholder.types().get(0) != ValueType.ANY
        && placeholder.width() == 0;
  }

  /** The placeholders in it. */
  public List<Placeholder> placeholders() {
    return parts.stream()
        .filter(Placeholder.class::isInstance)
        .map(Placeholder.class::cast)
        .toList();
  }
}
