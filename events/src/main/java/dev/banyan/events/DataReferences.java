package dev.banyan.events;

import java.net.URI;

/**
 * Where the data of events lies that no record can carry ("claim check"). Implemented by {@link
 * dev.banyan.events.claim.S3ClaimChecks} and by a map in tests. Thread-safe.
 */
@FunctionalInterface
public interface DataReferences {

  /**
   * The data that a reference names: a JSON object, UTF-8.
   *
   * @throws EnvelopeFormatException if the reference is not one of this store's, or what it names
   *     is gone or changed: trying again does not help
   * @throws java.io.UncheckedIOException if the store does not answer: try the record again
   */
  byte[] read(URI dataref);
}
