package dev.banyan.jobs.plan;

import dev.banyan.jobs.JobException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.zip.GZIPInputStream;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/** BSON documents back to back in a file. A sample is its beginning: a file has no index. */
record DumpSource(Path file) implements DocumentSource {

  /** MongoDB's limit is 16 MB; what is far above it is no document. */
  private static final int LARGEST = 64 * 1024 * 1024;

  @Override
  public String name() {
    return file.toString();
  }

  @Override
  public long documents() {
    return -1;
  }

  @Override
  public Iterator<RawBsonDocument> sample(int most) {
    return new Documents(file, most);
  }

  @Override
  public Iterator<RawBsonDocument> all() {
    return new Documents(file, Long.MAX_VALUE);
  }

  private static final class Documents implements Iterator<RawBsonDocument> {
    private final Path file;
    private final InputStream in;
    private final long most;
    private long count;
    private long position;
    private @Nullable RawBsonDocument next;

    Documents(Path file, long most) {
      this.file = file;
      this.most = most;
      try {
        InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw, 1 << 16) : raw;
      } catch (IOException e) {
        throw new JobException(file + " cannot be read: " + e, e);
      }
      advance();
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public RawBsonDocument next() {
      RawBsonDocument present = next;
      if (present == null) {
        throw new NoSuchElementException();
      }
      advance();
      return present;
    }

    private void advance() {
      try {
        next = count++ < most ? read() : null;
        if (next == null) {
          in.close();
        }
      } catch (IOException e) {
        throw new JobException(
            file + ": document " + count + " at byte " + position + " cannot be read: " + e, e);
      }
    }

    private @Nullable RawBsonDocument read() throws IOException {
      byte[] head = in.readNBytes(4);
      if (head.length == 0) {
        return null;
      }
      int length = 0;
      for (int i = head.length - 1; i >= 0; i--) {
        length = length << 8 | (head[i] & 0xff);
      }
      if (head.length < 4 || length < 5 || length > LARGEST) {
        throw new EOFException("no document begins here, or the file is cut");
      }
      byte[] document = new byte[length];
      System.arraycopy(head, 0, document, 0, 4);
      int got = in.readNBytes(document, 4, length - 4);
      if (got < length - 4) {
        throw new EOFException("a document of " + length + " bytes, " + (got + 4) + " are there");
      }
      position += length;
      return new RawBsonDocument(document);
    }
  }
}
