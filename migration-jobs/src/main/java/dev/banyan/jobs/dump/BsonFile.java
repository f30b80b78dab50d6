package dev.banyan.jobs.dump;

import dev.banyan.jobs.JobException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * Documents one after the other, each with its length in front. Confined to one thread. Throws
 * {@link JobException} with file and byte position for what is no BSON.
 */
final class BsonFile implements AutoCloseable {

  private static final int SMALLEST = 5;

  /** A document's limit is 16 MB, and the server's own may be 16 KB larger. */
  private static final int LARGEST = 16 * 1_024 * 1_024 + 16 * 1_024;

  private final Path file;
  private final InputStream in;
  private long position;

  private BsonFile(Path file, InputStream in, long position) {
    this.file = file;
    this.in = in;
    this.position = position;
  }

  static BsonFile open(Path file, long from) {
    try {
      InputStream in = DumpSource.stream(file);
      in.skipNBytes(from);
      return new BsonFile(file, in, from);
    } catch (IOException e) {
      throw new JobException("the dump file " + file + " cannot be read: " + e, e);
    }
  }

  /** Bytes before the next document. */
  long position() {
    return position;
  }

  /** The next document, or null at the end. */
  @Nullable RawBsonDocument next() {
    try {
      byte[] head = in.readNBytes(4);
      if (head.length == 0) {
        return null;
      }
      int length = length(head);
      byte[] document = new byte[length];
      System.arraycopy(head, 0, document, 0, 4);
      int read = in.readNBytes(document, 4, length - 4);
      if (read < length - 4) {
        throw bad("the document is truncated: %,d of %,d bytes".formatted(read + 4, length));
      }
      if (document[length - 1] != 0) {
        throw bad("the document does not end with a zero byte");
      }
      position += length;
      return new RawBsonDocument(document);
    } catch (IOException e) {
      throw bad(String.valueOf(e.getMessage()));
    }
  }

  /** Goes over the next document; false at the end. */
  boolean skip() {
    try {
      byte[] head = in.readNBytes(4);
      if (head.length == 0) {
        return false;
      }
      int length = length(head);
      in.skipNBytes(length - 5L);
      if (in.read() != 0) {
        throw bad("the document is truncated or does not end with a zero byte");
      }
      position += length;
      return true;
    } catch (IOException e) {
      throw bad("the document is truncated (" + e + ")");
    }
  }

  private int length(byte[] head) {
    if (head.length < 4) {
      throw bad("the document is truncated: %d of 4 bytes of its length".formatted(head.length));
    }
    int length = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getInt();
    if (length < SMALLEST || length > LARGEST) {
      throw bad("a document cannot have %,d bytes".formatted(length));
    }
    return length;
  }

  private JobException bad(String what) {
    return new JobException(
        "%s: byte %,d: %s; dump the collection again".formatted(file, position, what));
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw new JobException("the dump file " + file + " cannot be closed: " + e, e);
    }
  }
}
