package dev.banyan.events.claim;

import dev.banyan.events.DataReferences;
import dev.banyan.events.EnvelopeFormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * Data in an S3 bucket under the name of its own digest: the same data is stored once, however
 * often it is published, and what is read is proven to be what was written.
 *
 * <p>Reads only its own bucket and prefix, so that a forged reference cannot make a consumer fetch
 * something else. Give the bucket a life-cycle rule that expires objects after the stream's
 * retention and the longest time a dead letter may wait for its redrive.
 *
 * <p>Thread-safe. The client stays the caller's to close; it does the retries. Rights: {@code
 * s3:PutObject} for the publisher, {@code s3:GetObject} for consumers. Source: CloudEvents dataref
 * extension.
 */
public final class S3ClaimChecks implements DataReferences {

  private static final int DIGEST_CHARS = 64;

  private final S3Client s3;
  private final String bucket;
  private final String prefix;

  /**
   * Data in a bucket.
   *
   * @param prefix of the keys, for instance {@code banyan/claims/}; may be empty
   */
  public S3ClaimChecks(S3Client s3, String bucket, String prefix) {
    if (bucket.isBlank()) {
      throw new IllegalArgumentException("bucket must not be blank");
    }
    this.s3 = s3;
    this.bucket = bucket;
    this.prefix = prefix;
  }

  /**
   * Stores data durably.
   *
   * @return its reference, {@code s3://bucket/prefix<sha-256>}
   * @throws UncheckedIOException if S3 does not take it
   */
  public URI store(byte[] data) {
    String key = prefix + digest(data);
    try {
      s3.putObject(
          put -> put.bucket(bucket).key(key).contentType("application/json"),
          RequestBody.fromBytes(data));
    } catch (SdkException e) {
      throw unavailable("store a claim check in", key, e);
    }
    return URI.create("s3://" + bucket + "/" + key);
  }

  @Override
  public byte[] read(URI dataref) {
    String key = keyOf(dataref);
    byte[] data;
    try {
      data = s3.getObjectAsBytes(get -> get.bucket(bucket).key(key)).asByteArrayUnsafe();
    } catch (NoSuchKeyException e) {
      throw new EnvelopeFormatException("the data at " + dataref + " is gone", e);
    } catch (SdkException e) {
      throw unavailable("read", key, e);
    }
    if (!key.endsWith(digest(data))) {
      throw new EnvelopeFormatException("the data at " + dataref + " is not what was stored");
    }
    return data;
  }

  private String keyOf(URI dataref) {
    String start = "s3://" + bucket + "/" + prefix;
    String text = dataref.toString();
    if (!text.startsWith(start) || text.length() != start.length() + DIGEST_CHARS) {
      throw new EnvelopeFormatException(
          "dataref " + dataref + " is not one of this store, " + start + "<sha-256>");
    }
    return prefix + text.substring(start.length());
  }

  private UncheckedIOException unavailable(String what, String key, SdkException e) {
    return new UncheckedIOException(
        new IOException(
            "cannot " + what + " s3://" + bucket + "/" + key + ": " + e.getMessage(), e));
  }

  private static String digest(byte[] data) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(data));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
