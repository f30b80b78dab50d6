package dev.banyan.cli.migrate;

import java.io.IOException;

/** What to do about files of a job that cannot be written. */
final class DiskTrouble {

  private DiskTrouble() {}

  /** Whether room is what lacks, as Linux and macOS say it. */
  static boolean isFull(IOException e) {
    String said = String.valueOf(e.getMessage());
    return said.contains("No space left") || said.contains("quota exceeded");
  }
}
