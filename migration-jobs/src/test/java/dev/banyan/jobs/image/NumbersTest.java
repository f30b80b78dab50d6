package dev.banyan.jobs.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.jobs.image.Numbers.Fit;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.bson.types.Decimal128;
import org.junit.jupiter.api.Test;

final class NumbersTest {

  @Test
  void fit_classes() {
    assertFit(
        Fit.UNCHANGED, "0", "1", "-1", "1000", "0.001", "1.5", "1E-130", "12345678901234567890");
    assertFit(Fit.NORMALISED, "0.0", "0E+3", "0E-6176", "1.50", "1E+3", "10E-1", "1E+125");
    assertFit(Fit.NEGATIVE_ZERO, "-0", "-0.00", "-0E+6111");
    assertFit(Fit.OUT_OF_RANGE, "1E+126", "1E-131", "9.9E+6144", "-1E-6176");
    assertFit(Fit.NOT_A_NUMBER, "NaN", "-NaN", "Infinity", "-Infinity");
  }

  private static void assertFit(Fit fit, String... decimals) {
    for (String decimal : decimals) {
      assertThat(Numbers.fit(Decimal128.parse(decimal))).as(decimal).isEqualTo(fit);
    }
  }

  /** What is called unchanged comes back from DynamoDB's form with the same bits; no other does. */
  @Test
  void fit_saysWhatANumberGivesBack() {
    Random random = new Random(1);
    Map<Fit, Integer> counts = new EnumMap<>(Fit.class);
    for (int i = 0; i < 20_000; i++) {
      String digits = new BigDecimal(new BigInteger(random.nextInt(110), random)).toString();
      int exponent =
          random.nextInt(3) == 0 ? random.nextInt(12_000) - 6_100 : random.nextInt(20) - 10;
      Decimal128 value;
      try {
        value = Decimal128.parse((random.nextBoolean() ? "-" : "") + digits + "E" + exponent);
      } catch (NumberFormatException e) {
        continue;
      }
      Fit fit = Numbers.fit(value);
      counts.merge(fit, 1, Integer::sum);
      if (fit.compareTo(Fit.NORMALISED) <= 0) {
        String plain = value.bigDecimalValue().stripTrailingZeros().toPlainString();
        boolean same = Decimal128.parse(plain).equals(value);
        assertThat(same).as("%s %s", value, plain).isEqualTo(fit == Fit.UNCHANGED);
      }
    }
    assertThat(counts).containsKeys(Fit.UNCHANGED, Fit.NORMALISED, Fit.OUT_OF_RANGE);
  }
}
