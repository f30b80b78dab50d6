package dev.banyan.stream;

import dev.banyan.events.DataReferences;
import dev.banyan.events.EnvelopeCodec;
import dev.banyan.events.EnvelopeFormatException;
import dev.banyan.events.claim.S3ClaimChecks;
import java.net.URI;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Data of oversized events, read from the bucket that the environment names. The client is made
 * with the first such event. Thread-safe.
 */
final class ClaimChecks implements DataReferences {

  /** The bucket that the publisher stores claim checks in. */
  static final String BUCKET = "CLAIM_CHECK_BUCKET";

  /** What their keys begin with; empty by default. */
  static final String PREFIX = "CLAIM_CHECK_PREFIX";

  private final String bucket;
  private final String prefix;
  private final Supplier<S3Client> client;
  private @Nullable S3ClaimChecks store;

  private ClaimChecks(String bucket, String prefix, Supplier<S3Client> client) {
    this.bucket = bucket;
    this.prefix = prefix;
    this.client = client;
  }

  /** A codec that reads them; without a bucket, one whose refusal names the variable. */
  static EnvelopeCodec codec(Map<String, String> environment, Supplier<S3Client> client) {
    String bucket = environment.getOrDefault(BUCKET, "").strip();
    return new EnvelopeCodec(
        bucket.isEmpty()
            ? ClaimChecks::refused
            : new ClaimChecks(bucket, environment.getOrDefault(PREFIX, "").strip(), client));
  }

  private static byte[] refused(URI dataref) {
    throw new EnvelopeFormatException(
        "the event's data lies at "
            + dataref
            + " and this function reads no claim checks: set "
            + BUCKET
            + " (the template's parameter ClaimCheckBucket), then redrive the dead letter");
  }

  @Override
  public byte[] read(URI dataref) {
    return store().read(dataref);
  }

  private synchronized S3ClaimChecks store() {
    S3ClaimChecks made = store;
    if (made == null) {
      made = new S3ClaimChecks(client.get(), bucket, prefix);
      store = made;
    }
    return made;
  }
}
