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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The folder that one run at a time keeps its logs, secrets, checkpoints and addresses in. */
final class StateDirectory implements AutoCloseable {

  private static final String RUN_FILE = "run.json";

  /**
   * Folders that this process has. The system's file locks are a process's own, and closing any
   * channel on the file gives them up: so within the process the lock file is left alone.
   */
  private static final Set<Path> TAKEN_HERE = ConcurrentHashMap.newKeySet();

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
    if (TAKEN_HERE.contains(folder)) {
      throw isUp(folder, Long.toString(ProcessHandle.current().pid()));
    }
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
        throw isUp(folder, owner);
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)));
      TAKEN_HERE.add(folder);
      return new StateDirectory(folder, channel);
    } catch (IOException e) {
      throw new StackException("cannot use the state directory " + folder + ": " + e, e);
    }
  }

  private static StackException isUp(Path folder, String owner) {
    return new StackException(
        "a run is up already (pid "
            + owner
            + ", state in "
            + folder
            + "): use it, stop it with Ctrl-C, or start another with --state-dir and other ports");
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // another thread of this process was faster
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

  /**
   * The addresses of the run whose folder this is.
   *
   * @throws StackException if no run is up, also if one was killed and left its addresses behind
   */
  static Endpoints read(Path folder) {
    if (Files.exists(folder.resolve(RUN_FILE)) && !isTaken(folder)) {
      throw new StackException(
          "the run in " + folder + " was killed and is gone: start one with 'banyan up'");
    }
    try {
      return new ObjectMapper().readValue(folder.resolve(RUN_FILE).toFile(), Endpoints.class);
    } catch (IOException e) {
      throw new StackException("no run in " + folder + ": start one with 'banyan up'", e);
    }
  }

  /** Whether a living process has the folder: the system releases a killed process's lock. */
  private static boolean isTaken(Path folder) {
    if (TAKEN_HERE.contains(folder)) {
      return true;
    }
    try (FileChannel channel = FileChannel.open(folder.resolve("lock"), StandardOpenOption.READ)) {
      return channel.tryLock(0, Long.MAX_VALUE, true) == null;
    } catch (OverlappingFileLockException e) {
      return true; // another thread of this process was faster
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(folder.resolve(RUN_FILE));
      Files.deleteIfExists(folder.resolve("secrets.json"));
      channel.close();
      TAKEN_HERE.remove(folder);
    } catch (IOException e) {
      throw new StackException("cannot release " + folder, e);
    }
  }
}
