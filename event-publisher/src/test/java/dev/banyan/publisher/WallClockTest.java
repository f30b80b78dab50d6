package dev.banyan.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A wall clock that jumps moves nothing, because nothing that decides reads it. */
final class WallClockTest {

  /** In a class's constant pool: what reads the wall clock. */
  private static final List<String> READERS =
      List.of("currentTimeMillis", "systemUTC", "systemDefaultZone", "java/util/Date");

  private static final String NOW = "now";

  @Test
  void onlyTheDateOfADeadLetter_comesFromTheWallClock() throws Exception {
    try (Stream<Path> classes = Files.walk(compiled())) {
      List<String> readers =
          classes
              .filter(file -> file.toString().endsWith(".class"))
              .filter(file -> readsWallClock(text(file)))
              .map(file -> file.getFileName().toString())
              .toList();
      assertThat(readers).containsExactly("DeadLetterFiles.class");
    }
  }

  private static Path compiled() throws URISyntaxException {
    return Path.of(
        OrderedPublisher.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static boolean readsWallClock(String constants) {
    return READERS.stream().anyMatch(constants::contains)
        || constants.contains("()Ljava/time/Instant;") && constants.contains("\u0003" + NOW);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
