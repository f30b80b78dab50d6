package dev.banyan.jobs.verify;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads parts with their lengths in front, through a buffer of its own. Not thread-safe. */
final class KeyLogReader implements AutoCloseable {

  private static final int LONGEST = 1 << 20;

  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private int next;
  private int end;

  KeyLogReader(Path file) throws IOException {
    this.in = Files.newInputStream(file);
  }

  /**
   * The next part; null for one that is not there.
   *
   * @throws EOFException at the end, or where an entry was not written to its end
   */
  byte @Nullable [] part() throws IOException {
    int length = length();
    if (length == -1) {
      return null;
    }
    if (length < 0 || length > LONGEST) {
      throw new EOFException("an entry that was not written to its end");
    }
    byte[] part = new byte[length];
    for (int done = 0; done < length; ) {
      require();
      int some = Math.min(length - done, end - next);
      System.arraycopy(buffer, next, part, done, some);
      next += some;
      done += some;
    }
    return part;
  }

  private int length() throws IOException {
    int length = 0;
    for (int i = 0; i < 4; i++) {
      require();
      length = length << 8 | (buffer[next++] & 0xff);
    }
    return length;
  }

  private void require() throws IOException {
    if (next == end) {
      next = 0;
      end = Math.max(0, in.read(buffer));
      if (end == 0) {
        throw new EOFException();
      }
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
