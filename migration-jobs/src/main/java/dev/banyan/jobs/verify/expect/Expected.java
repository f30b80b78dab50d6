package dev.banyan.jobs.verify.expect;

import dev.banyan.events.SourceVersion;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A value that an item must have. */
sealed interface Expected {

  record Text(String value) implements Expected {}

  /** An integer as a number. */
  record Whole(long value) implements Expected {}

  /** Any number, by value: DynamoDB keeps no trailing zeros. */
  record Decimal(BigDecimal value) implements Expected {}

  /** A number that must read as exactly this double, whatever decimal text stands for it. */
  record Real(double value) implements Expected {}

  /** Text that must read as exactly these bits of a double. */
  record RealText(long bits) implements Expected {}

  record Bytes(byte[] value) implements Expected {}

  record Bool(boolean value) implements Expected {}

  record Null() implements Expected {}

  record Entries(Map<String, Expected> values) implements Expected {}

  record Elements(List<Expected> values) implements Expected {}

  record TextSet(Set<String> values) implements Expected {}

  record NumberSet(List<Expected> values) implements Expected {}

  record BytesSet(List<byte[]> values) implements Expected {}

  /** Text, whatever it says. */
  record AnyText() implements Expected {}

  /** One of some texts. */
  record OneOf(Set<String> values) implements Expected {}

  /**
   * A source version.
   *
   * @param atLeast that the document itself carries; null if it carries none
   */
  record Version(@Nullable SourceVersion atLeast) implements Expected {}
}
