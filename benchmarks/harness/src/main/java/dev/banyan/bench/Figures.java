package dev.banyan.bench;

import java.math.BigDecimal;
import java.math.MathContext;
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
