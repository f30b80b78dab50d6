package dev.banyan.bench;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Locale;

/** Numbers as a report shows them. */
final class Figures {

  private static final int DIGITS = 4;

  private Figures() {}

  /** To four significant digits: more would be noise. */
  static double rounded(double value) {
    return Double.isFinite(value)
        ? new BigDecimal(value).round(new MathContext(DIGITS)).doubleValue()
        : value;
  }

  /** The middle one, or the middle between two; NaN if there are none. */
  static double median(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  static String text(double value) {
    if (Double.isNaN(value)) {
      return "-";
    }
    double rounded = rounded(value);
    return Math.abs(rounded) >= 100 || rounded == Math.rint(rounded)
        ? String.format(Locale.ROOT, "%,.0f", rounded)
        : BigDecimal.valueOf(rounded).toPlainString();
  }
}
