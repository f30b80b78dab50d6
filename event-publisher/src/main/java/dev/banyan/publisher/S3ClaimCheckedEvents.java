package dev.banyan.publisher;

import dev.banyan.events.EnvelopeCodec;
import dev.banyan.events.Event;
import dev.banyan.events.claim.S3ClaimChecks;
import java.io.UncheckedIOException;
import java.net.URI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the data of oversized events into S3 and publishes a reference to it (CloudEvents dataref),
 * in the event's place in the order. What cannot be written, or is in the caller's own encoding,
 * goes on to another place.
 *
 * <p>Needs {@code software.amazon.awssdk:s3} on the class path. Thread-safe.
 */
public final class S3ClaimCheckedEvents implements UnsendableEvents {

  private static final Logger LOG = LoggerFactory.getLogger(S3ClaimCheckedEvents.class);

  private final EnvelopeCodec codec = new EnvelopeCodec();
  private final S3ClaimChecks store;
  private final UnsendableEvents otherwise;

  /**
   * Claim checks in a store.
   *
   * @param otherwise takes what S3 does not, and what cannot be written
   */
  public S3ClaimCheckedEvents(S3ClaimChecks store, UnsendableEvents otherwise) {
    this.store = store;
    this.otherwise = otherwise;
  }

  @Override
  public Placement oversized(Event event, int bytes, int limit) {
    try {
      URI dataref = store.store(codec.encodeData(event));
      return new SendInstead(codec.encodeReference(event, dataref));
    } catch (UncheckedIOException e) {
      LOG.warn("event {} of {} bytes: {}", event.id(), bytes, e.getMessage());
      return otherwise.oversized(event, bytes, limit);
    }
  }

  @Override
  public Placement oversized(EncodedEvent event, int bytes, int limit) {
    return otherwise.oversized(event, bytes, limit);
  }

  @Override
  public Placement unwritable(Event event, String cause) {
    return otherwise.unwritable(event, cause);
  }
}
