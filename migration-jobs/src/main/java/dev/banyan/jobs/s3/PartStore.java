package dev.banyan.jobs.s3;

import dev.banyan.jobs.JobException;
import java.util.List;

/** Where part files go: a bucket or a directory. Thread-safe; throws {@link JobException}. */
public interface PartStore extends AutoCloseable {

  /** Puts a whole file in place, durably; replaces one of that name. */
  void put(String name, byte[] content);

  /** Files whose names begin like this, sorted. */
  List<Part> list(String prefix);

  void delete(String name);

  /** What it is, for messages. */
  String describe();

  @Override
  void close();

  /**
   * A file.
   *
   * @param md5 of its bytes, hexadecimal
   */
  record Part(String name, String md5) {}
}
