package dev.banyan.jobs.verify.found;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A value of an item (<a
 * href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html">AttributeValue</a>).
 * Lighter than the SDK's class of that name, which has a field for each type. Equal by content. Not
 * copied: who makes one hands over its collection.
 */
public sealed interface Found {

  /** {@code S}. */
  record Text(String value) implements Found {}

  /** {@code N}, with its digits as they came. */
  record Numeric(String digits) implements Found {}

  /** {@code B}. */
  record Bytes(byte[] value) implements Found {
    @Override
    public boolean equals(Object other) {
      return other instanceof Bytes bytes && Arrays.equals(value, bytes.value);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(value);
    }
  }

  /** {@code BOOL}. */
  record Bool(boolean value) implements Found {}

  /** {@code NULL}. */
  record Null() implements Found {}

  /** {@code M}. */
  record Entries(Map<String, Found> values) implements Found {}

  /** {@code L}. */
  record Elements(List<Found> values) implements Found {}

  /** {@code SS}. */
  record TextSet(Set<String> values) implements Found {}

  /** {@code NS}. */
  record NumberSet(Set<String> values) implements Found {}

  /** {@code BS}. */
  record BytesSet(Set<Bytes> values) implements Found {}
}
