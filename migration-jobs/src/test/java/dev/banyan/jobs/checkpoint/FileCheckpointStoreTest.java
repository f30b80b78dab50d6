package dev.banyan.jobs.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banyan.jobs.JobException;
import dev.banyan.jobs.range.IdRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.bson.BsonInt32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileCheckpointStoreTest extends CheckpointStoreContract {

  private static final JobRecord JOB =
      new JobRecord("job", "print", "floor", Instant.EPOCH, 1, null);

  @TempDir Path directory;

  @Override
  CheckpointStore store() {
    return new FileCheckpointStore(directory.resolve("state"));
  }

  @Test
  void find_readsWhatAnotherInstanceHasStored() {
    store().begin(JOB, List.of());

    assertThat(store().find("job")).contains(JOB);
  }

  @Test
  void ranges_ignoresAFileThatACrashLeftHalfWritten() throws IOException {
    CheckpointStore store = store();
    store.begin(JOB, List.of(RangeCheckpoint.untouched(0, new IdRange(new BsonInt32(1), null))));
    Files.writeString(directory.resolve("state/job/range-00000.json.next"), "{\"numb");

    assertThat(store.ranges("job")).hasSize(1);
  }

  @Test
  void find_saysWhatToDoAboutARecordThatCannotBeRead() throws IOException {
    CheckpointStore store = store();
    store.begin(JOB, List.of());
    Files.writeString(directory.resolve("state/job/job.json"), "{\"job\": ");

    assertThatThrownBy(() -> store.find("job"))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("--restart");
  }

  @Test
  void begin_saysWhichDirectoryCannotBeUsed() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");

    assertThatThrownBy(() -> new FileCheckpointStore(file).begin(JOB, List.of()))
        .isInstanceOf(JobException.class)
        .hasMessageContaining(file.toString());
  }
}
