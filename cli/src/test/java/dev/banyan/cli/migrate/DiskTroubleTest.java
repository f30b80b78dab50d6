package dev.banyan.cli.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banyan.jobs.JobException;
import dev.banyan.jobs.throttle.Throttle;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiskTroubleTest {

  @TempDir private Path folder;

  @Test
  void isFull_onlyIfRoomLacks() {
    assertThat(DiskTrouble.isFull(new FileSystemException("f", null, "No space left on device")))
        .isTrue();
    assertThat(DiskTrouble.isFull(new IOException("Disk quota exceeded"))).isTrue();
    assertThat(DiskTrouble.isFull(new FileSystemException("f", null, "Not a directory"))).isFalse();
    assertThat(DiskTrouble.isFull(new IOException())).isFalse();
  }

  @Test
  void watch_ofAFileInTheDirectorysPlaceNamesTheOption() throws Exception {
    Path file = Files.writeString(folder.resolve("state"), "");

    assertThatThrownBy(
            () -> new Watch(file.resolve("jobs"), new Throttle(1, 0, () -> 0), progress -> {}))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("cannot be used: ")
        .hasMessageContaining("by --state-dir name a directory that can be made and written")
        .hasMessageNotContaining("free the disk");
  }
}
