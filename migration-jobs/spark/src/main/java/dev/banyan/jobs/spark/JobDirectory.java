package dev.banyan.jobs.spark;

import dev.banyan.jobs.JobException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A directory of any Hadoop file system ({@code s3://}, {@code hdfs://}, {@code file:/}) whose
 * files appear whole or not at all: written under a name of their own in {@code _temporary}, then
 * moved. Thread-safe.
 */
final class JobDirectory {

  private static final String TEMPORARY = "_temporary";

  private final FileSystem files;
  private final Path root;

  /**
   * @throws JobException if the file system is not known here or denies access
   */
  JobDirectory(String root, Configuration configuration) {
    this.root = new Path(root);
    try {
      this.files = FileSystem.get(this.root.toUri(), configuration);
    } catch (IOException | IllegalArgumentException e) {
      throw new JobException(root + " cannot be used as a directory: " + e, e);
    }
  }

  /** A whole file's text, or nothing if there is none. */
  Optional<String> read(String name) {
    return attempt(
        name,
        () -> {
          try (InputStream in = files.open(new Path(root, name))) {
            return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
          } catch (FileNotFoundException e) {
            return Optional.empty();
          }
        });
  }

  boolean exists(String name) {
    return attempt(name, () -> files.exists(new Path(root, name)));
  }

  /** Names of the files of a folder, ascending; empty if there is no such folder. */
  List<String> list(String folder) {
    return attempt(
        folder,
        () -> {
          List<String> names = new ArrayList<>();
          try {
            for (FileStatus file : files.listStatus(new Path(root, folder))) {
              names.add(file.getPath().getName());
            }
          } catch (FileNotFoundException e) {
            return List.of();
          }
          return names.stream().sorted().toList();
        });
  }

  /** Puts a file in place, over a former one. */
  void write(String name, String text) {
    Draft draft = draft(name);
    attempt(
        name,
        () -> {
          try (OutputStream out = draft.open()) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
          }
          return name;
        });
    draft.replace();
  }

  /** A file to be written; nobody sees it before it is published. */
  Draft draft(String name) {
    return new Draft(name);
  }

  private <T> T attempt(String name, Action<T> action) {
    try {
      return action.run();
    } catch (IOException e) {
      throw new JobException(
          "file " + name + " in " + root + " cannot be used: check disk, bucket and rights: " + e,
          e);
    }
  }

  private interface Action<T> {
    T run() throws IOException;
  }

  /** A file that is not there yet. Not thread-safe. */
  final class Draft {
    private final String name;
    private final Path temporary;

    private Draft(String name) {
      this.name = name;
      this.temporary = new Path(new Path(root, TEMPORARY), UUID.randomUUID().toString());
    }

    OutputStream open() throws IOException {
      return files.create(temporary, true);
    }

    /** Moves it into place, over a former one. */
    void replace() {
      attempt(
          name,
          () -> {
            files.delete(new Path(root, name), false);
            return move();
          });
    }

    /** Moves it into place, unless another attempt was first: then that one's file stays. */
    void publish() {
      attempt(
          name, () -> files.exists(new Path(root, name)) ? files.delete(temporary, false) : move());
    }

    private boolean move() throws IOException {
      Path place = new Path(root, name);
      files.mkdirs(place.getParent());
      if (files.rename(temporary, place)) {
        return true;
      }
      files.delete(temporary, false);
      if (files.exists(place)) {
        return true; // another attempt came between
      }
      throw new IOException("the file could not be moved into place");
    }

    void discard() {
      attempt(name, () -> files.delete(temporary, false));
    }
  }
}
