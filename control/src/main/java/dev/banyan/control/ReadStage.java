package dev.banyan.control;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a capability's reads go: {@code LEGACY → SHADOW → CANARY(n) → SERVERLESS}.
 *
 * @param kind the stage
 * @param percent share of users on serverless: 0 up to shadow, 1 to 99 in a canary, then 100
 */
public record ReadStage(Kind kind, int percent) implements Comparable<ReadStage> {

  /** The stages in their order. */
  public enum Kind {
    LEGACY,
    SHADOW,
    CANARY,
    SERVERLESS
  }

  public static final ReadStage LEGACY = new ReadStage(Kind.LEGACY, 0);
  public static final ReadStage SHADOW = new ReadStage(Kind.SHADOW, 0);
  public static final ReadStage SERVERLESS = new ReadStage(Kind.SERVERLESS, 100);

  private static final Pattern CANARY_TEXT = Pattern.compile("CANARY\\((\\d{1,2})\\)");

  public ReadStage {
    boolean valid =
        switch (kind) {
          case LEGACY, SHADOW -> percent == 0;
          case CANARY -> percent >= 1 && percent <= 99;
          case SERVERLESS -> percent == 100;
        };
    if (!valid) {
      throw new IllegalArgumentException(kind + " cannot have " + percent + " % of the users");
    }
  }

  /**
   * A canary.
   *
   * @param percent 1 to 99
   */
  public static ReadStage canary(int percent) {
    return new ReadStage(Kind.CANARY, percent);
  }

  /**
   * Reads the text form: {@code LEGACY}, {@code SHADOW}, {@code CANARY(10)}, {@code SERVERLESS}.
   *
   * @throws IllegalArgumentException naming the text and the valid forms
   */
  public static ReadStage parse(String text) {
    Matcher canary = CANARY_TEXT.matcher(text);
    if (canary.matches()) {
      return canary(Integer.parseInt(canary.group(1)));
    }
    return switch (text) {
      case "LEGACY" -> LEGACY;
      case "SHADOW" -> SHADOW;
      case "SERVERLESS" -> SERVERLESS;
      default ->
          throw new IllegalArgumentException(
              "no read stage '" + text + "': use LEGACY, SHADOW, CANARY(1..99) or SERVERLESS");
    };
  }

  /** Orders by how much of the reads is on serverless. */
  @Override
  public int compareTo(ReadStage other) {
    int byKind = kind.compareTo(other.kind);
    return byKind != 0 ? byKind : Integer.compare(percent, other.percent);
  }

  @Override
  public String toString() {
    return kind == Kind.CANARY ? "CANARY(" + percent + ")" : kind.name();
  }
}
