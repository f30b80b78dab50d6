package dev.banyan.jobs.verify;

import dev.banyan.jobs.JobException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** Where items above 400 KB lie, whose references are in the tables. Thread-safe. */
@FunctionalInterface
public interface LargeObjects {

  /**
   * The object that a reference names.
   *
   * @return empty if it is not there, or the reference leads elsewhere than to this place
   * @throws JobException if the place cannot be read
   */
  Optional<byte[]> read(String reference);

  /** Objects of a bucket, by references like {@code s3://bucket/prefix/name}. */
  static LargeObjects inBucket(S3Client client, String place) {
    String below = place.endsWith("/") ? place : place + "/";
    return reference -> {
      if (!reference.startsWith(below)) {
        return Optional.empty();
      }
      String rest = reference.substring("s3://".length());
      int slash = rest.indexOf('/');
      try {
        return Optional.of(
            client
                .getObjectAsBytes(
                    get -> get.bucket(rest.substring(0, slash)).key(rest.substring(slash + 1)))
                .asByteArrayUnsafe());
      } catch (NoSuchKeyException e) {
        return Optional.empty();
      } catch (SdkException e) {
        throw new JobException(
            "the large item %s cannot be read: %s; it needs the right to s3:GetObject, and s3:ListBucket to tell what is not there; mend it and run the same command, it goes on"
                .formatted(reference, e.getMessage()),
            e);
      }
    };
  }

  /** Files of a directory, by their paths. */
  static LargeObjects inDirectory(Path directory) {
    return reference -> {
      Path file = Path.of(reference).normalize();
      if (!file.startsWith(directory.normalize())) {
        return Optional.empty();
      }
      try {
        return Optional.of(Files.readAllBytes(file));
      } catch (NoSuchFileException e) {
        return Optional.empty();
      } catch (IOException e) {
        throw new JobException("the large item " + file + " cannot be read: " + e, e);
      }
    };
  }
}
