package dev.banyan.jobs.s3;

import dev.banyan.jobs.JobException;
import java.util.List;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** A bucket of S3, below a prefix. */
public final class BucketParts implements PartStore {

  private final S3Client client;
  private final String bucket;
  private final String prefix;

  /**
   * @param prefix without a slash at its end; may be empty
   */
  public BucketParts(S3Client client, String bucket, String prefix) {
    this.client = client;
    this.bucket = bucket;
    this.prefix = prefix.isEmpty() ? "" : prefix + "/";
  }

  @Override
  public void put(String name, byte[] content) {
    attempt(
        () ->
            client.putObject(
                put -> put.bucket(bucket).key(prefix + name), RequestBody.fromBytes(content)));
  }

  @Override
  public List<Part> list(String start) {
    return attempt(
        () ->
            client
                .listObjectsV2Paginator(list -> list.bucket(bucket).prefix(prefix + start))
                .contents()
                .stream()
                .map(
                    object ->
                        new Part(
                            object.key().substring(prefix.length()),
                            object.eTag().replace("\"", "")))
                .toList());
  }

  @Override
  public void delete(String name) {
    attempt(() -> client.deleteObject(delete -> delete.bucket(bucket).key(prefix + name)));
  }

  private <T> T attempt(Supplier<T> action) {
    try {
      return action.get();
    } catch (SdkException e) {
      throw new JobException(
          "%s cannot be used: %s; mend it and run the same command, it goes on"
              .formatted(describe(), e.getMessage()),
          e);
    }
  }

  @Override
  public String describe() {
    return "s3://" + bucket + "/" + prefix;
  }

  @Override
  public void close() {
    client.close();
  }
}
