package dev.banyan.jobs.verify.expect;

import dev.banyan.jobs.verify.found.Found;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Values as reports show them: short, with their type, and none that looks like a secret. */
public final class SampleText {

  private static final int LONGEST = 200;
  private static final Pattern SECRET =
      Pattern.compile(
          "passw|pwd|secret|token|api.?key|credential|private.?key|authori[sz]ation|cookie|session"
              + "|ssn|iban|card.?n|cvv|cvc|salt|hash");

  private SampleText() {}

  /** The text, or what stands for it where a name in the path looks like a secret's. */
  static @Nullable String masked(String path, @Nullable String text) {
    return text != null && isSecret(path) ? "(masked)" : text;
  }

  private static boolean isSecret(String path) {
    return SECRET.matcher(path.toLowerCase(Locale.ROOT)).find();
  }

  /** A whole item, by the names of its attributes: values are a matter of paths. */
  public static String names(Iterable<String> names) {
    return cut("{" + String.join(", ", names) + "}");
  }

  static String of(Expected value) {
    if (value instanceof Expected.Text text) {
      return cut("S " + text.value());
    } else if (value instanceof Expected.Bytes bytes) {
      return cut("B " + ItemKey.base64(head(bytes.value())));
    } else if (value instanceof Expected.Whole whole) {
      return "N " + whole.value();
    } else if (value instanceof Expected.Decimal decimal) {
      return "N " + decimal.value();
    } else if (value instanceof Expected.Real real) {
      return "N " + real.value();
    } else if (value instanceof Expected.RealText text) {
      return "S " + Double.longBitsToDouble(text.bits());
    } else if (value instanceof Expected.Bool bool) {
      return "BOOL " + bool.value();
    } else if (value instanceof Expected.Null) {
      return "NULL";
    } else if (value instanceof Expected.Entries entries) {
      return "M " + names(entries.values().keySet());
    } else if (value instanceof Expected.Elements elements) {
      return "L of " + elements.values().size();
    } else if (value instanceof Expected.Version version) {
      return version.atLeast() == null
          ? "S (a version, not of the future)"
          : "S (a version from " + version.atLeast() + " on)";
    } else if (value instanceof Expected.TextSet set) {
      return cut("SS " + set.values());
    } else if (value instanceof Expected.NumberSet set) {
      return cut("NS " + set.values().stream().map(SampleText::of).toList());
    } else if (value instanceof Expected.BytesSet set) {
      return "BS of " + set.values().size();
    } else if (value instanceof Expected.OneOf one) {
      return "S (one of " + String.join(", ", one.values().stream().sorted().toList()) + ")";
    }
    return "S (any)";
  }

  static String of(Found value) {
    if (value instanceof Found.Text text) {
      return cut("S " + text.value());
    } else if (value instanceof Found.Numeric number) {
      return "N " + number.digits();
    } else if (value instanceof Found.Bytes bytes) {
      return cut("B " + ItemKey.base64(head(bytes.value())));
    } else if (value instanceof Found.Bool bool) {
      return "BOOL " + bool.value();
    } else if (value instanceof Found.Entries entries) {
      return "M " + names(entries.values().keySet());
    } else if (value instanceof Found.Elements elements) {
      return "L of " + elements.values().size();
    } else if (value instanceof Found.TextSet set) {
      return cut("SS " + sorted(set.values()));
    } else if (value instanceof Found.NumberSet set) {
      return cut("NS " + sorted(set.values()));
    } else if (value instanceof Found.BytesSet set) {
      return "BS of " + set.values().size();
    }
    return "NULL";
  }

  private static List<String> sorted(Set<String> values) {
    return values.stream().sorted().toList();
  }

  private static byte[] head(byte[] bytes) {
    return bytes.length <= LONGEST ? bytes : java.util.Arrays.copyOf(bytes, LONGEST);
  }

  private static String cut(String text) {
    return text.length() <= LONGEST
        ? text
        : text.substring(0, LONGEST) + "… (" + text.length() + " characters)";
  }
}
