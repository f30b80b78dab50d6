package dev.banyan.jobs.mapping;

import dev.banyan.events.SourceVersion;

/** What a document becomes. */
public sealed interface Mapped<T> {

  /**
   * A row of the table.
   *
   * @param version the floor, or the version that the document carries
   */
  record Row<T>(T value, SourceVersion version) implements Mapped<T> {}

  /**
   * The owner has deleted it: reverse replication has tagged the document and is about to delete it
   * here too. It must not become a row, because the delete's event has the very version that the
   * row would get and would not go over it.
   */
  record Gone<T>() implements Mapped<T> {}

  /**
   * It becomes a dead letter.
   *
   * @param cause which field, and what is wrong with it
   */
  record Unmappable<T>(String cause) implements Mapped<T> {}
}
