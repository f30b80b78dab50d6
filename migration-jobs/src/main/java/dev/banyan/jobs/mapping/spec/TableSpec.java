package dev.banyan.jobs.mapping.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table as a mapping needs it.
 *
 * @param sort null if the table has a partition key only
 * @param ttl name of the attribute that expires items, null if none does
 */
public record TableSpec(
    String name,
    KeyAttribute partition,
    @Nullable KeyAttribute sort,
    @Nullable String ttl,
    List<Index> indexes) {

  public TableSpec {
    indexes = List.copyOf(indexes);
  }

  /** A table without expiry and indexes, as far as a mapping needs to know. */
  public static TableSpec of(String name, KeyAttribute partition, @Nullable KeyAttribute sort) {
    return new TableSpec(name, partition, sort, null, List.of());
  }

  /**
   * A key attribute.
   *
   * @param type {@code S}, {@code N} or {@code B}
   */
  public record KeyAttribute(String name, char type) {
    public KeyAttribute {
      if (name.isEmpty()) {
        throw new IllegalArgumentException("a key attribute needs a name");
      }
      if ("SNB".indexOf(type) < 0) {
        throw new IllegalArgumentException("key type must be S, N or B, was " + type);
      }
    }
  }

  /**
   * A global secondary index.
   *
   * @param projected names of the attributes it holds beside the keys; null for all of them
   */
  public record Index(
      String name,
      KeyAttribute partition,
      @Nullable KeyAttribute sort,
      @Nullable List<String> projected) {
    public Index {
      projected = projected == null ? null : List.copyOf(projected);
    }
  }
}
