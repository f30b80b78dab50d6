package dev.banyan.jobs.image;

/**
 * What a mapping decides for all values.
 *
 * @param keepOrder whether the order of a document's fields is kept, which a map does not
 * @param tooDeep what becomes of documents that are nested deeper than DynamoDB takes
 */
public record ImageOptions(boolean keepOrder, TooDeep tooDeep) {

  /** Order dropped, nothing refused. */
  public static final ImageOptions DEFAULT = new ImageOptions(false, TooDeep.BYTES);

  /** What becomes of what is nested too deep. */
  public enum TooDeep {
    /** Kept as its BSON bytes. */
    BYTES,
    /** The document becomes a dead letter. */
    REFUSE
  }
}
