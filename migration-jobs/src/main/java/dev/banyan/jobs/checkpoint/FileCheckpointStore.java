package dev.banyan.jobs.checkpoint;

import dev.banyan.jobs.JobException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bson.BSONException;
import org.bson.json.JsonParseException;
import org.jspecify.annotations.Nullable;

/**
 * Checkpoints as files: a directory per job, in it {@code job.json} and {@code range-00000.json}
 * and so on, one line each.
 *
 * <p>A file is written beside its place, forced to the disk, and moved over the former; then the
 * directory is forced. {@code job.json} is written last when a job begins and removed first when it
 * begins anew, so that ranges never belong to another beginning.
 */
public final class FileCheckpointStore implements CheckpointStore {

  private static final String JOB = "job.json";

  private final Path directory;

  /**
   * @param directory where the jobs' directories are; is made if it is not there
   */
  public FileCheckpointStore(Path directory) {
    this.directory = directory;
  }

  @Override
  public Claim claim(String job) {
    return attempt(
        () -> {
          Path lockFile = Files.createDirectories(home(job)).resolve("lock");
          FileChannel channel =
              FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          if (lock(channel) == null) {
            channel.close();
            throw new JobException(
                job + " is being worked on by another process: wait for it, or stop it");
          }
          return () -> attempt(() -> close(channel)); // closing releases the lock
        });
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // held by this very process
    }
  }

  private static boolean close(FileChannel channel) throws IOException {
    channel.close();
    return true;
  }

  @Override
  public Optional<JobRecord> find(String job) {
    return attempt(
        () -> {
          try {
            return Optional.of(CheckpointJson.readJob(Files.readString(home(job).resolve(JOB))));
          } catch (NoSuchFileException e) {
            return Optional.empty();
          }
        });
  }

  @Override
  public void begin(JobRecord job, List<RangeCheckpoint> ranges) {
    attempt(
        () -> {
          Path home = Files.createDirectories(home(job.job()));
          Files.deleteIfExists(home.resolve(JOB));
          force(home);
          for (Path former : rangeFiles(home)) {
            Files.delete(former);
          }
          for (RangeCheckpoint range : ranges) {
            write(home, name(range), CheckpointJson.write(range));
          }
          force(home);
          return replace(home, JOB, CheckpointJson.write(job));
        });
  }

  @Override
  public List<RangeCheckpoint> ranges(String job) {
    if (find(job).isEmpty()) {
      return List.of();
    }
    return attempt(
        () -> {
          Stream.Builder<RangeCheckpoint> ranges = Stream.builder();
          for (Path file : rangeFiles(home(job))) {
            ranges.add(CheckpointJson.readRange(Files.readString(file)));
          }
          return ranges.build().sorted(Comparator.comparingInt(RangeCheckpoint::number)).toList();
        });
  }

  @Override
  public void save(String job, RangeCheckpoint checkpoint) {
    attempt(() -> replace(home(job), name(checkpoint), CheckpointJson.write(checkpoint)));
  }

  @Override
  public void finish(JobRecord job) {
    attempt(() -> replace(home(job.job()), JOB, CheckpointJson.write(job)));
  }

  private Path home(String job) {
    return directory.resolve(job);
  }

  private static String name(RangeCheckpoint range) {
    return "range-%05d.json".formatted(range.number());
  }

  private static List<Path> rangeFiles(Path home) throws IOException {
    try (Stream<Path> files = Files.list(home)) {
      return files
          .filter(file -> file.getFileName().toString().matches("range-\\d+\\.json"))
          .toList();
    }
  }

  private static boolean replace(Path home, String name, String text) throws IOException {
    write(home, name, text);
    force(home);
    return true;
  }

  private static void write(Path home, String name, String text) throws IOException {
    Path next = home.resolve(name + ".next");
    try (FileChannel channel =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(next, home.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Makes the names durable; not every file system lets a directory be opened (Windows). */
  private static void force(Path home) throws IOException {
    if (home.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try (FileChannel channel = FileChannel.open(home, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private <T> T attempt(Action<T> action) {
    try {
      return action.run();
    } catch (IOException e) {
      throw new JobException("the state directory " + directory + " cannot be used: " + e, e);
    } catch (BSONException
        | JsonParseException
        | IllegalArgumentException
        | NullPointerException e) {
      throw new JobException(
          "the state directory "
              + directory
              + " holds a record that cannot be read: start the job anew with --restart ("
              + e.getMessage()
              + ")",
          e);
    }
  }

  private interface Action<T> {
    T run() throws IOException;
  }
}
