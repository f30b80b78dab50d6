package dev.banyan.cli.plan;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/** Files that a person may have edited since: written once, replaced only by wish. */
public final class NewFile {

  private NewFile() {}

  /**
   * Writes a file.
   *
   * @param force replaces one that is there
   * @throws IllegalArgumentException if it is there, or cannot be written
   */
  public static void write(Path file, String text, boolean force) {
    if (!force && Files.exists(file)) {
      throw new IllegalArgumentException(
          file + " exists and is left as it is: give another --out, or --force to replace it");
    }
    OpenOption[] how =
        force
            ? new OpenOption[] {CREATE, TRUNCATE_EXISTING, WRITE}
            : new OpenOption[] {CREATE_NEW, WRITE};
    try {
      Files.writeString(file, text, how);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be written: " + e, e);
    }
  }
}
