package dev.banyan.operations;

import java.util.function.Consumer;

/** Reads a discarded batch again; one for each kind of stream. */
interface StreamReader {

  /**
   * Hands over the records of the notice's range that are still there, in order. Reads page by
   * page, so that a large batch does not have to fit into memory; hands over none if the stream has
   * forgotten the range.
   */
  void read(Notice notice, Consumer<DiscardedRecord> each);
}
