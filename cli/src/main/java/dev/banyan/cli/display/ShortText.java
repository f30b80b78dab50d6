package dev.banyan.cli.display;

/** Text of any length as a part of a line. */
public final class ShortText {

  private ShortText() {}

  /**
   * The beginning of a text, with control characters shown as spaces.
   *
   * @param most characters, the sign of a cut included
   */
  public static String of(String text, int most) {
    String start = text.length() <= most ? text : text.substring(0, cut(text, most - 1)) + "…";
    return start.replaceAll("\\p{Cntrl}", " ");
  }

  /** Not between the halves of a character. */
  private static int cut(String text, int at) {
    return Character.isHighSurrogate(text.charAt(at - 1)) ? at - 1 : at;
  }
}
