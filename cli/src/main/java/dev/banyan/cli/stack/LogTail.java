package dev.banyan.cli.stack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The end of a log, for a message. */
final class LogTail {

  private static final int LINES = 8;

  private LogTail() {}

  /** The last lines without stack frames, and where the rest stands. */
  static String of(Path log) {
    List<String> lines = read(log).stream().filter(line -> !line.startsWith("\tat ")).toList();
    String tail =
        String.join("\n  ", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
    return "see " + log + (tail.isBlank() ? "" : ", which ends with\n  " + tail);
  }

  private static List<String> read(Path log) {
    try {
      return new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
