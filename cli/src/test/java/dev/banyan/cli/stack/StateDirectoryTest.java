package dev.banyan.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StateDirectoryTest {

  @TempDir private Path folder;

  @Test
  void take_refusesASecondRunAndSaysWhichIsUp() {
    try (StateDirectory first = StateDirectory.take(folder)) {
      assertThat(first.folder()).isEqualTo(folder);
      assertThatThrownBy(() -> StateDirectory.take(folder))
          .isInstanceOf(StackException.class)
          .hasMessageContaining("pid " + ProcessHandle.current().pid())
          .hasMessageContaining("--state-dir");
    }
    StateDirectory.take(folder).close();
  }

  @Test
  void forgetJobs_removesTheCheckpointsOfAnEarlierRunAndNothingElse() throws Exception {
    Path checkpoint = folder.resolve("jobs/relationships/job.json");
    Files.createDirectories(checkpoint.getParent());
    Files.writeString(checkpoint, "{}");
    Files.createDirectories(folder.resolve("logs"));
    try (StateDirectory state = StateDirectory.take(folder)) {
      state.forgetJobs();
      state.forgetJobs();
    }

    assertThat(folder.resolve("jobs")).doesNotExist();
    assertThat(folder.resolve("logs")).exists();
  }

  @Test
  void read_findsTheRunUntilItIsClosed() {
    URI any = URI.create("http://127.0.0.1:1");
    Endpoints endpoints = new Endpoints("mongodb://127.0.0.1:2", any, any, any, any, any, any, any);
    try (StateDirectory state = StateDirectory.take(folder)) {
      state.publish(endpoints);
      assertThat(StateDirectory.read(folder)).isEqualTo(endpoints);
    }
    assertThatThrownBy(() -> StateDirectory.read(folder)).hasMessageContaining("banyan up");
  }

  @Test
  void read_saysThatAKilledRunIsGone() throws Exception {
    URI any = URI.create("http://127.0.0.1:1");
    byte[] left;
    try (StateDirectory state = StateDirectory.take(folder)) {
      state.publish(new Endpoints("mongodb://127.0.0.1:2", any, any, any, any, any, any, any));
      left = Files.readAllBytes(folder.resolve("run.json"));
    }
    Files.write(folder.resolve("run.json"), left);

    assertThatThrownBy(() -> StateDirectory.read(folder))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("killed")
        .hasMessageContaining("banyan up");
  }

  @Test
  void secrets_areReadableByTheirOwnerOnlyAndNeverPrinted() throws Exception {
    Secrets secrets = Secrets.generate();
    secrets.write(folder);

    assertThat(Secrets.read(folder)).isEqualTo(secrets);
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("secrets.json"))))
        .isEqualTo("rw-------");
    assertThat(secrets.toString()).doesNotContain(secrets.jwtSecret());
  }
}
