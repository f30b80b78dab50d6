package dev.banyan.localcloud.lambda.handlers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file to which functions append what they did, one line each, for the test to read. */
final class Journal {

  private static final Path FILE = Path.of(System.getenv("JOURNAL"));

  private Journal() {}

  static void add(String line) throws IOException {
    Files.write(
        FILE,
        (line + "\n").getBytes(StandardCharsets.UTF_8),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  static boolean contains(String line) throws IOException {
    return Files.exists(FILE) && Files.readAllLines(FILE).contains(line);
  }
}
