package dev.banyan.jobs.spark;

import dev.banyan.jobs.JobException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.RawBsonDocument;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;
import org.jspecify.annotations.Nullable;

/**
 * The documents of a range that were set aside, a line of JSON each: {@code collection, range,
 * cause, bson} (Base64 of the document's bytes as they came). Opened by the first; appears when it
 * is published. Thread-safe.
 */
final class DeadLetterFile implements AutoCloseable {

  private static final JsonWriterSettings CANONICAL =
      JsonWriterSettings.builder().outputMode(JsonMode.EXTENDED).build();

  private final String collection;
  private final int range;
  private final JobDirectory.Draft draft;
  private @Nullable OutputStream out;
  private long count;

  DeadLetterFile(JobDirectory directory, String collection, int range) {
    this.collection = collection;
    this.range = range;
    this.draft = directory.draft("dead-letters/range-%06d.jsonl".formatted(range));
  }

  synchronized void add(RawBsonDocument document, String cause) {
    ByteBuffer bytes = document.getByteBuffer().asNIO();
    byte[] bson = new byte[bytes.remaining()];
    bytes.get(bson);
    String line =
        new BsonDocument("collection", new BsonString(collection))
            .append("range", new BsonInt32(range))
            .append("cause", new BsonString(cause))
            .append("bson", new BsonString(Base64.getEncoder().encodeToString(bson)))
            .toJson(CANONICAL);
    try {
      opened().write((line + "\n").getBytes(StandardCharsets.UTF_8));
      count++;
    } catch (IOException e) {
      throw new JobException("a dead letter of " + collection + " cannot be stored: " + e, e);
    }
  }

  private OutputStream opened() throws IOException {
    if (out == null) {
      out = draft.open();
    }
    return out;
  }

  /** Puts the file in place, if there is a dead letter; returns how many there are. */
  synchronized long publish() {
    if (out != null) {
      closeStream(out);
      out = null;
      draft.replace();
    }
    return count;
  }

  private void closeStream(OutputStream stream) {
    try {
      stream.close();
    } catch (IOException e) {
      throw new JobException("dead letters of " + collection + " cannot be stored: " + e, e);
    }
  }

  @Override
  public synchronized void close() {
    if (out != null) {
      closeStream(out);
      out = null;
      draft.discard();
    }
  }
}
