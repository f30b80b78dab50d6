package dev.banyan.proxy.shadow;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Keeps secrets out of what is stored: by the names of fields, and by how values look. */
public final class Mask {

  static final String MASKED = "***";
  private static final int LONGEST = 200;
  private static final Pattern NAMES =
      Pattern.compile(
          "pass(word|wd|phrase|code)?|pwd|secret|token|authori[sz]ation|cookie|(api|access)[-_]?key"
              + "|credential|session|private|signature|\\bsig\\b|otp|pin\\b|ssn|iban|card|cv[vc]\\b|jwt|bearer",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern VALUES =
      Pattern.compile(
          "eyJ[A-Za-z0-9_-]{5,}\\.|Bearer |Basic [A-Za-z0-9+/]{4}|AKIA[0-9A-Z]{12}|-----BEGIN ");

  private Mask() {}

  /**
   * A value as it may be stored; cut to 200 characters.
   *
   * @param path where it is; any of its names can make it secret
   * @param more names that are secret besides the usual ones, in any case
   */
  static @Nullable String value(String path, @Nullable String value, List<String> more) {
    if (value == null) {
      return null;
    }
    if (isSecret(path, more) || VALUES.matcher(value).find() || holdsSecret(value, more)) {
      return MASKED;
    }
    return cut(value);
  }

  private static String cut(String value) {
    return value.length() <= LONGEST ? value : value.substring(0, LONGEST) + "…";
  }

  /**
   * A request's path with the values of secret variables masked.
   *
   * @param template of its route; stands in for a path that does not have as many segments
   */
  public static String path(String template, String path, List<String> more) {
    String[] names = template.split("/");
    String[] values = path.split("/");
    if (names.length != values.length) {
      return template;
    }
    StringBuilder masked = new StringBuilder();
    for (int i = 1; i < names.length; i++) {
      boolean variable = names[i].startsWith("{");
      masked.append('/').append(variable ? escaped(names[i], values[i], more) : values[i]);
    }
    return masked.isEmpty() ? "/" : masked.toString();
  }

  /** A value as it came, escapes and all, unless it or its name is secret without them. */
  private static String escaped(String name, String value, List<String> more) {
    String plain = decoded(value);
    return MASKED.equals(value(decoded(name), plain, more)) ? MASKED : cut(value);
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  /** A query with the values of secret parameters masked. */
  static String query(String query, List<String> more) {
    StringBuilder masked = new StringBuilder();
    for (String pair : query.split("&")) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      masked.append(masked.isEmpty() ? "" : "&").append(name);
      if (equals >= 0) {
        masked.append('=').append(escaped(name, value, more));
      }
    }
    return masked.toString();
  }

  private static boolean isSecret(String path, List<String> more) {
    String lower = path.toLowerCase(Locale.ROOT);
    return NAMES.matcher(path).find()
        || more.stream().anyMatch(name -> lower.contains(name.toLowerCase(Locale.ROOT)));
  }

  /** An object or list as a value: one secret name inside hides it all. */
  private static boolean holdsSecret(String value, List<String> more) {
    char first = value.isEmpty() ? ' ' : value.charAt(0);
    return (first == '{' || first == '[') && isSecret(value, more);
  }
}
