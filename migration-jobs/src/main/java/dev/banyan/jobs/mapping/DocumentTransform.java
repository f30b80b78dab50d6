package dev.banyan.jobs.mapping;

import java.util.List;
import org.bson.RawBsonDocument;

/**
 * What a mapping file cannot say, in Java: runs before the mapping. Implementations are
 * thread-safe.
 */
@FunctionalInterface
public interface DocumentTransform {

  /**
   * The documents that are mapped in place of one.
   *
   * @throws IllegalArgumentException if the document cannot be mapped; the message says why and
   *     goes into its dead letter
   */
  List<RawBsonDocument> apply(RawBsonDocument document);
}
