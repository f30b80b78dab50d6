package dev.banyan.jobs.mapping;

/** What became of a document. */
public sealed interface EncodeOutcome {

  /**
   * Its items went to the sink.
   *
   * @param items how many; a document may become none if the array that its items come from is
   *     empty
   */
  record Encoded(int items) implements EncodeOutcome {}

  /** No item of the mapping wants it: every filter said no. */
  record Filtered() implements EncodeOutcome {}

  /** The owner has deleted it; see {@link Mapped.Gone}. */
  record Gone() implements EncodeOutcome {}

  /**
   * It becomes a dead letter.
   *
   * @param path of the value, dotted, or empty for the document as a whole
   * @param reason what is wrong and what the mapping could say about it
   */
  record Unmappable(String path, String reason) implements EncodeOutcome {
    @Override
    public String toString() {
      return path.isEmpty() ? reason : path + ": " + reason;
    }
  }
}
