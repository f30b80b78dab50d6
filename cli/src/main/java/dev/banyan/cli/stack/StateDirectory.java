package dev.banyan.cli.stack;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The folder that one run at a time keeps its logs, secrets, checkpoints and addresses in. */
final class StateDirectory implements AutoCloseable {

  private static final String RUN_FILE = "run.json";

  private final Path folder;
  private final FileChannel channel;

  private StateDirectory(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /**
   * Takes the folder for this process.
   *
   * @throws StackException if a run has it already
   */
  @SuppressWarnings("resource") // the channel is the lock; close() releases it
  static StateDirectory take(Path folder) {
    Path lockFile = folder.resolve("lock");
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(
              lockFile,
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        String owner = Files.readString(lockFile, StandardCharsets.UTF_8).strip();
        channel.close();
        throw new StackException(
            "a run is up already (pid "
                + owner
                + ", state in "
                + folder
                + "): use it, stop it with Ctrl-C, or start another with --state-dir and other ports");
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)));
      return new StateDirectory(folder, channel);
    } catch (IOException e) {
      throw new StackException("cannot use the state directory " + folder + ": " + e, e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  Path log(String name) {
    return folder.resolve("logs").resolve(name + ".log");
  }

  Path logs() {
    return folder.resolve("logs");
  }

  Path folder() {
    return folder;
  }

  /** Embedded stores begin empty: what jobs remember of earlier ones would be a lie. */
  void forgetJobs() {
    Path jobs = folder.resolve("jobs");
    if (!Files.exists(jobs)) {
      return;
    }
    try (Stream<Path> files = Files.walk(jobs)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new StackException("cannot remove the checkpoints of an earlier run in " + jobs, e);
    }
  }

  void publish(Endpoints endpoints) {
    try {
      Files.write(folder.resolve(RUN_FILE), new ObjectMapper().writeValueAsBytes(endpoints));
    } catch (IOException e) {
      throw new StackException("cannot write " + folder.resolve(RUN_FILE), e);
    }
  }

  /** The addresses of the run whose folder this is. */
  static Endpoints read(Path folder) {
    try {
      return new ObjectMapper().readValue(folder.resolve(RUN_FILE).toFile(), Endpoints.class);
    } catch (IOException e) {
      throw new StackException("no run in " + folder + ": start one with 'banyan up'", e);
    }
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(folder.resolve(RUN_FILE));
      Files.deleteIfExists(folder.resolve("secrets.json"));
      channel.close();
    } catch (IOException e) {
      throw new StackException("cannot release " + folder, e);
    }
  }
}
