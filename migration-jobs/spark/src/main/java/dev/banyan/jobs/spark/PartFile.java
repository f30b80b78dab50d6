package dev.banyan.jobs.spark;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * Lines of {@code {"Item":…}}, gzipped, in the order of their keys' hashes: an import that meets
 * keys in their own order writes to one partition of the table at a time. Sorted in blocks of
 * {@value #BLOCK} bytes, which bounds the memory.
 *
 * <p>Source: Amazon DynamoDB developer guide, "DynamoDB data import from Amazon S3: formats" and
 * "best practices".
 */
final class PartFile implements AutoCloseable {

  private static final int BLOCK = 32 << 20;
  private static final byte[] BEFORE = "{\"Item\":".getBytes(StandardCharsets.UTF_8);
  private static final byte[] BEHIND = "}\n".getBytes(StandardCharsets.UTF_8);

  private final String name;
  private final JobDirectory.Draft draft;
  private final OutputStream out;
  private final List<Item> block = new ArrayList<>();
  private long blockBytes;

  PartFile(String name, JobDirectory.Draft draft) throws IOException {
    this.name = name;
    this.draft = draft;
    this.out = new BufferedOutputStream(new GZIPOutputStream(draft.open(), 1 << 16), 1 << 16);
  }

  String name() {
    return name;
  }

  void add(Item item) throws IOException {
    block.add(item);
    blockBytes += item.json().length;
    if (blockBytes >= BLOCK) {
      writeBlock();
    }
  }

  private void writeBlock() throws IOException {
    block.sort(Comparator.comparingLong(Item::hash));
    for (Item item : block) {
      out.write(BEFORE);
      out.write(item.json());
      out.write(BEHIND);
    }
    block.clear();
    blockBytes = 0;
  }

  void publish() throws IOException {
    writeBlock();
    out.close();
    draft.publish();
  }

  /** Gives it up. */
  @Override
  public void close() {
    try (out) {
      block.clear();
    } catch (IOException e) {
      return; // it is given up anyway; the store's own clean-up takes what is left
    } finally {
      draft.discard();
    }
  }
}
