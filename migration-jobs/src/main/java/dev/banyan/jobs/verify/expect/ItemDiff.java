package dev.banyan.jobs.verify.expect;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.verify.found.Found;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where an item is not what it must be. */
public final class ItemDiff {

  /** Of one item; more say nothing new. */
  private static final int MOST = 20;

  /** Of the shortest text that reads as a double. */
  static final int MOST_DIGITS = 17;

  private final List<Place> places = new ArrayList<>();
  private final Instant latest;

  /**
   * A difference.
   *
   * @param path names and indexes with dots between
   * @param wanted as text, null for nothing
   * @param found as text, null for nothing
   */
  public record Place(String path, @Nullable String wanted, @Nullable String found) {}

  private ItemDiff(Instant latest) {
    this.latest = latest;
  }

  /**
   * Compares.
   *
   * @param latest that a version can be; one after it would win over all changes until then
   */
  public static List<Place> between(
      ExpectedItem expected, Map<String, Found> item, Instant latest) {
    return between(expected.attributes(), item, latest);
  }

  /** Compares what an item would be if it were not too large. */
  public static List<Place> inside(ExpectedItem expected, Map<String, Found> item, Instant latest) {
    return between(Objects.requireNonNull(expected.whole()), item, latest);
  }

  private static List<Place> between(
      Map<String, Expected> expected, Map<String, Found> item, Instant latest) {
    ItemDiff diff = new ItemDiff(latest);
    diff.entries(null, expected, item);
    return diff.places;
  }

  /**
   * A name or an index on the way to a value; most values are equal, so its text is made late.
   *
   * @param name null for the element at the index
   */
  private record Step(@Nullable Step before, @Nullable String name, int index) {

    String text() {
      String own = name == null ? Integer.toString(index) : escaped(name);
      return before == null ? own : before.text() + "." + own;
    }

    private static String escaped(String name) {
      return name.replace("\\", "\\\\").replace(".", "\\.");
    }
  }

  private void entries(@Nullable Step at, Map<String, Expected> wanted, Map<String, Found> found) {
    int met = 0;
    for (Map.Entry<String, Expected> entry : wanted.entrySet()) {
      Found value = found.get(entry.getKey());
      if (value != null) {
        met++;
        value(at, entry.getKey(), 0, entry.getValue(), value);
      } else {
        add(new Step(at, entry.getKey(), 0), SampleText.of(entry.getValue()), null);
      }
    }
    if (met < found.size()) {
      found.forEach(
          (name, value) -> {
            if (!wanted.containsKey(name)) {
              add(new Step(at, name, 0), null, SampleText.of(value));
            }
          });
    }
  }

  private void add(Step at, @Nullable String wanted, @Nullable String found) {
    if (places.size() < MOST) {
      String path = at.text();
      places.add(new Place(path, SampleText.masked(path, wanted), SampleText.masked(path, found)));
    }
  }

  private void value(
      @Nullable Step at, @Nullable String name, int index, Expected wanted, Found found) {
    if (wanted instanceof Expected.Entries entries && found instanceof Found.Entries map) {
      entries(new Step(at, name, index), entries.values(), map.values());
    } else if (wanted instanceof Expected.Elements elements
        && found instanceof Found.Elements list) {
      elements(new Step(at, name, index), elements.values(), list.values());
    } else if (!same(wanted, found)) {
      add(new Step(at, name, index), SampleText.of(wanted), SampleText.of(found));
    }
  }

  private void elements(Step at, List<Expected> wanted, List<Found> found) {
    int both = Math.min(wanted.size(), found.size());
    for (int i = 0; i < both; i++) {
      value(at, null, i, wanted.get(i), found.get(i));
    }
    for (int i = both; i < wanted.size(); i++) {
      add(new Step(at, null, i), SampleText.of(wanted.get(i)), null);
    }
    for (int i = both; i < found.size(); i++) {
      add(new Step(at, null, i), null, SampleText.of(found.get(i)));
    }
  }

  private boolean same(Expected wanted, Found found) {
    if (found instanceof Found.Text text) {
      return sameText(wanted, text.value());
    } else if (found instanceof Found.Numeric number) {
      return sameNumber(wanted, number.digits());
    } else if (found instanceof Found.Bytes bytes) {
      return wanted instanceof Expected.Bytes other && Arrays.equals(other.value(), bytes.value());
    } else if (found instanceof Found.Bool bool) {
      return wanted instanceof Expected.Bool other && other.value() == bool.value();
    } else if (found instanceof Found.Null) {
      return wanted instanceof Expected.Null;
    }
    return sameSet(wanted, found);
  }

  private boolean sameText(Expected wanted, String found) {
    if (wanted instanceof Expected.Text text) {
      return text.value().equals(found);
    } else if (wanted instanceof Expected.RealText text) {
      return isRealText(text.bits(), found);
    } else if (wanted instanceof Expected.AnyText) {
      return !found.isEmpty();
    } else if (wanted instanceof Expected.OneOf one) {
      return one.values().contains(found);
    }
    return wanted instanceof Expected.Version version && isVersion(version.atLeast(), found);
  }

  private static boolean sameNumber(Expected wanted, String found) {
    if (wanted instanceof Expected.Whole whole) {
      return isWhole(whole.value(), found);
    } else if (wanted instanceof Expected.Decimal decimal) {
      return decimal.value().compareTo(new BigDecimal(found)) == 0;
    }
    return wanted instanceof Expected.Real real && isReal(real.value(), found);
  }

  private static boolean isWhole(long wanted, String found) {
    return (isShortInteger(found) && Long.parseLong(found) == wanted)
        || BigDecimal.valueOf(wanted).compareTo(new BigDecimal(found)) == 0;
  }

  /** A text of more digits than a double's shortest reads as it, but is another number. */
  private static boolean isReal(double wanted, String found) {
    return Double.doubleToRawLongBits(Double.parseDouble(found))
            == Double.doubleToRawLongBits(wanted)
        && (found.length() <= MOST_DIGITS
            || new BigDecimal(found).stripTrailingZeros().precision() <= MOST_DIGITS);
  }

  /** Whether it can be read as a long without more ado. */
  private static boolean isShortInteger(String text) {
    int start = text.startsWith("-") ? 1 : 0;
    for (int i = start; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return text.length() > start && text.length() <= 18;
  }

  private static boolean isRealText(long wanted, String found) {
    try {
      return NumberRules.bits(found) == wanted;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private boolean isVersion(@Nullable SourceVersion atLeast, String found) {
    try {
      SourceVersion version = SourceVersion.parse(found);
      return !version.instant().isAfter(latest)
          && (atLeast == null || version.compareTo(atLeast) >= 0);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean sameSet(Expected wanted, Found found) {
    if (wanted instanceof Expected.TextSet set) {
      return found instanceof Found.TextSet texts && set.values().equals(texts.values());
    }
    if (wanted instanceof Expected.BytesSet set) {
      return found instanceof Found.BytesSet binaries
          && set.values().stream()
              .map(Found.Bytes::new)
              .collect(Collectors.toSet())
              .equals(binaries.values());
    }
    return wanted instanceof Expected.NumberSet set
        && found instanceof Found.NumberSet numbers
        && set.values().size() == numbers.values().size()
        && sameNumbers(set.values(), numbers.values());
  }

  /** Most are found by their value; a double may have another text than its shortest. */
  private static boolean sameNumbers(List<Expected> wanted, Set<String> found) {
    Set<BigDecimal> plain =
        found.stream()
            .map(text -> new BigDecimal(text).stripTrailingZeros())
            .collect(Collectors.toSet());
    return wanted.stream()
        .allMatch(
            number ->
                plain.contains(Choices.plain(number))
                    || found.stream().anyMatch(text -> sameNumber(number, text)));
  }
}
