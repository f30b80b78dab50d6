package dev.banyan.capture.mapping;

/**
 * Where a field of an event's data comes from.
 *
 * @param target its name in the data
 * @param source path in the document, dots between the steps
 * @param optional whether a delete may be published without it
 */
public record FieldMapping(String target, String source, boolean optional) {

  public FieldMapping {
    if (target.isBlank() || source.isBlank()) {
      throw new IllegalArgumentException("a field needs a name and a path");
    }
  }

  /**
   * Reads the short form: {@code author}, {@code id=_id}, {@code name=profile.name}; a question
   * mark at the end makes it optional.
   */
  public static FieldMapping parse(String text) {
    boolean optional = text.strip().endsWith("?");
    String plain = optional ? text.strip().substring(0, text.strip().length() - 1) : text.strip();
    int equals = plain.indexOf('=');
    return equals < 0
        ? new FieldMapping(plain, plain, optional)
        : new FieldMapping(
            plain.substring(0, equals).strip(), plain.substring(equals + 1).strip(), optional);
  }

  @Override
  public String toString() {
    return (target.equals(source) ? target : target + "=" + source) + (optional ? "?" : "");
  }
}
