package dev.banyan.jobs.verify;

import com.mongodb.MongoException;
import dev.banyan.jobs.JobException;
import dev.banyan.jobs.range.DocumentId;
import dev.banyan.jobs.verify.Difference.Kind;
import dev.banyan.jobs.verify.Finding.Path;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/** A document whose comparison throws: it is named, and the others are compared. */
final class Incomparable {

  private Incomparable() {}

  /**
   * What is said of the document.
   *
   * @throws RuntimeException the same, if it is not the document's fault: a store is away, or the
   *     job cannot go on
   */
  static Finding of(
      String collection, DocumentId id, @Nullable BsonDocument document, RuntimeException why) {
    if (why instanceof JobException
        || why instanceof SdkException
        || why instanceof MongoException
        || why instanceof UncheckedIOException
        || why instanceof CancellationException) {
      throw why;
    }
    return new Finding(
        Kind.NOT_COMPARABLE,
        collection + " " + id.text(),
        List.of(new Path("", "the comparison fails: " + why, null)),
        null,
        null,
        Objects.hash(document, why.getClass()));
  }
}
