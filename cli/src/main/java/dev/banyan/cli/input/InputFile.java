package dev.banyan.cli.input;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** A file, plain or gzip, with failures that say what is wrong with it. */
record InputFile(Path path) {

  private static final int BUFFER_BYTES = 1 << 16;

  /**
   * Opens the file behind its gzip layer, if it has one, and its byte order mark, if it has one.
   */
  InputStream open() {
    if (!Files.exists(path)) {
      throw new InputException(path + " does not exist: check the path.");
    }
    if (Files.isDirectory(path)) {
      throw new InputException(path + " is a directory: name a file in it.");
    }
    try {
      return withoutByteOrderMark(unzipped());
    } catch (IOException e) {
      throw failure(e, "at its start");
    }
  }

  private InputStream unzipped() throws IOException {
    var raw = new BufferedInputStream(Files.newInputStream(path), BUFFER_BYTES);
    try {
      if (startsWith(raw, 0x1f, 0x8b)) {
        return new BufferedInputStream(
            new Unzipped(new GZIPInputStream(raw, BUFFER_BYTES)), BUFFER_BYTES);
      }
      if (Files.size(path) == 0) {
        throw new InputException(path + " is empty.");
      }
      if (path.toString().endsWith(".gz")) {
        throw new InputException(path + " is named .gz but is not gzip: rename or compress it.");
      }
      return raw;
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  private static InputStream withoutByteOrderMark(InputStream in) throws IOException {
    try {
      if (startsWith(in, 0xef, 0xbb, 0xbf)) {
        in.skipNBytes(3);
      }
      return in;
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  private static boolean startsWith(InputStream in, int... bytes) throws IOException {
    in.mark(bytes.length);
    boolean same = true;
    for (int expected : bytes) {
      same &= in.read() == expected;
    }
    in.reset();
    return same;
  }

  private static final class TruncatedException extends IOException {
    TruncatedException(EOFException cause) {
      super(cause);
    }
  }

  /** Hides no truncation: an XML parser takes {@link EOFException} for an ordinary end. */
  private static final class Unzipped extends FilterInputStream {

    Unzipped(GZIPInputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      try {
        return super.read(into, offset, length);
      } catch (EOFException e) {
        throw new TruncatedException(e);
      }
    }
  }

  /** Says what a failed read means; {@code where} is how far reading had got. */
  InputException failure(IOException e, String where) {
    if (e instanceof EOFException || e instanceof TruncatedException) {
      return new InputException(
          path + " is a truncated gzip file, cut off " + where + ": fetch it again.", e);
    }
    if (e instanceof ZipException) {
      return new InputException(
          path + " is damaged gzip " + where + " (" + e.getMessage() + "): fetch it again.", e);
    }
    if (e instanceof AccessDeniedException) {
      return new InputException(path + " may not be read: check its permissions.", e);
    }
    return new InputException(path + " cannot be read " + where + ": " + e.getMessage(), e);
  }
}
