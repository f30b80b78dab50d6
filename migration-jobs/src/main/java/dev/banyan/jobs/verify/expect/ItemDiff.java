package dev.banyan.jobs.verify.expect;

import dev.banyan.events.SourceVersion;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Where an item is not what it must be. */
public final class ItemDiff {

  /** Of one item; more say nothing new. */
  private static final int MOST = 20;

  /** Of the shortest text that reads as a double. */
  private static final int MOST_DIGITS = 17;

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
      ExpectedItem expected, Map<String, AttributeValue> item, Instant latest) {
    ItemDiff diff = new ItemDiff(latest);
    diff.entries(null, expected.attributes(), item);
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

  private void entries(
      @Nullable Step at, Map<String, Expected> wanted, Map<String, AttributeValue> found) {
    int met = 0;
    for (Map.Entry<String, Expected> entry : wanted.entrySet()) {
      AttributeValue value = found.get(entry.getKey());
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
      @Nullable Step at, @Nullable String name, int index, Expected wanted, AttributeValue found) {
    if (wanted instanceof Expected.Entries entries && found.hasM()) {
      entries(new Step(at, name, index), entries.values(), found.m());
    } else if (wanted instanceof Expected.Elements elements && found.hasL()) {
      elements(new Step(at, name, index), elements.values(), found.l());
    } else if (!same(wanted, found)) {
      add(new Step(at, name, index), SampleText.of(wanted), SampleText.of(found));
    }
  }

  private void elements(Step at, List<Expected> wanted, List<AttributeValue> found) {
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

  private boolean same(Expected wanted, AttributeValue found) {
    if (wanted instanceof Expected.Text text) {
      return text.value().equals(found.s());
    } else if (wanted instanceof Expected.Whole whole) {
      return found.n() != null && isWhole(whole.value(), found.n());
    } else if (wanted instanceof Expected.Decimal decimal) {
      return found.n() != null && decimal.value().compareTo(new BigDecimal(found.n())) == 0;
    } else if (wanted instanceof Expected.Real real) {
      return found.n() != null && isReal(real.value(), found.n());
    } else if (wanted instanceof Expected.RealText text) {
      return found.s() != null && isRealText(text.bits(), found.s());
    } else if (wanted instanceof Expected.Bytes bytes) {
      return found.b() != null && Arrays.equals(bytes.value(), found.b().asByteArrayUnsafe());
    } else if (wanted instanceof Expected.Bool bool) {
      return found.bool() != null && found.bool() == bool.value();
    } else if (wanted instanceof Expected.Null) {
      return Boolean.TRUE.equals(found.nul());
    } else if (wanted instanceof Expected.AnyText) {
      return found.s() != null && !found.s().isEmpty();
    } else if (wanted instanceof Expected.OneOf one) {
      return found.s() != null && one.values().contains(found.s());
    } else if (wanted instanceof Expected.Version version) {
      return found.s() != null && isVersion(version.atLeast(), found.s());
    }
    return sameSet(wanted, found);
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

  private static boolean sameSet(Expected wanted, AttributeValue found) {
    if (wanted instanceof Expected.TextSet set) {
      return found.hasSs()
          && found.ss().size() == set.values().size()
          && set.values().equals(new LinkedHashSet<>(found.ss()));
    }
    if (wanted instanceof Expected.BytesSet set) {
      return found.hasBs() && buffers(set.values()).equals(found(found.bs()));
    }
    return wanted instanceof Expected.NumberSet set
        && found.hasNs()
        && set.values().size() == found.ns().size()
        && set.values().stream().allMatch(number -> isIn(number, found.ns()));
  }

  private static boolean isIn(Expected number, List<String> found) {
    return found.stream()
        .anyMatch(
            text ->
                number instanceof Expected.Real real
                    ? isReal(real.value(), text)
                    : isWhole(((Expected.Whole) number).value(), text));
  }

  private static Set<ByteBuffer> buffers(List<byte[]> values) {
    Set<ByteBuffer> set = new HashSet<>();
    values.forEach(value -> set.add(ByteBuffer.wrap(value)));
    return set;
  }

  private static Set<ByteBuffer> found(List<SdkBytes> values) {
    return buffers(values.stream().map(SdkBytes::asByteArrayUnsafe).toList());
  }
}
