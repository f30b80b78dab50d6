package dev.banyan.proxy.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SmallFileTest {

  private static final int MOST = 100;

  @TempDir private Path folder;

  private Path file(int bytes) throws IOException {
    return Files.write(folder.resolve("f"), new byte[bytes]);
  }

  @Test
  void asLongAsItMayBe_isRead() throws IOException {
    assertThat(SmallFile.read(file(MOST), MOST)).hasSize(MOST);
    Path link = Files.createSymbolicLink(folder.resolve("l"), folder.resolve("f"));
    assertThat(SmallFile.read(link, MOST)).hasSize(MOST);
  }

  @Test
  void longer_isRefused() {
    assertThatThrownBy(() -> SmallFile.read(file(MOST + 1), MOST))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("is longer than 100 bytes: shorten it");
  }

  @Test
  void noFile_isRefused() {
    assertThatThrownBy(() -> SmallFile.read(folder, MOST))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("is not a file: put one there");
    assertThatThrownBy(() -> SmallFile.read(folder.resolve("none"), MOST))
        .isInstanceOf(NoSuchFileException.class);
  }

  /** Opening it would wait for somebody to write. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void pipe_isRefused() throws Exception {
    Path pipe = folder.resolve("p");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () ->
            assertThatThrownBy(() -> SmallFile.read(pipe, MOST))
                .hasMessageContaining("is not a file"));
  }
}
