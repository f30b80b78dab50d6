package dev.banyan.proxy.listen;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that an operator writes and the proxy looks at while it runs. */
public final class SmallFile {

  private SmallFile() {}

  /**
   * Reads a file that is known to be short: a pipe could be waited for without end, and what is
   * longer than memory ends the process.
   *
   * @param most bytes
   * @throws IOException if it cannot be read, is longer, or no file, with a message that says so
   */
  public static byte[] read(Path file, int most) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new IOException(file + " is not a file: put one there");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw new IOException("%s is longer than %d bytes: shorten it".formatted(file, most));
      }
      return bytes;
    }
  }
}
