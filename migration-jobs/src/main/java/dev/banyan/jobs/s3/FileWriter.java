package dev.banyan.jobs.s3;

import dev.banyan.jobs.JobException;
import dev.banyan.jobs.backfill.copy.Delivered;
import dev.banyan.jobs.backfill.copy.ItemDestination.RangeWriter;
import dev.banyan.jobs.mapping.EncodedItem;
import dev.banyan.jobs.throttle.Throttle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * The items of a range, in files; inside a file sorted by the hash of the key, so that an import
 * does not write one partition at a time. Writes on the calling thread.
 */
final class FileWriter implements RangeWriter {

  private static final int MOST_DOCUMENTS = 250_000;
  private static final byte[] HEAD = "{\"Item\":".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] TAIL = "}\n".getBytes(StandardCharsets.US_ASCII);

  private final PartStore store;
  private final int fileBytes;
  private final int range;
  private final Throttle throttle;
  private final Map<String, List<Line>> lines = new LinkedHashMap<>();
  private int passed;
  private @Nullable RawBsonDocument last;
  private long bytes;
  private int items;

  private record Line(long hash, byte[] item) {}

  FileWriter(PartStore store, int fileBytes, int range, Throttle throttle) {
    this.store = store;
    this.fileBytes = fileBytes;
    this.range = range;
    this.throttle = throttle;
  }

  @Override
  public boolean accepts(EncodedItem item) {
    return true; // the file grows by the rest of one document at most
  }

  @Override
  public void add(EncodedItem item, RawBsonDocument document) {
    byte[] copy = new byte[item.length()];
    System.arraycopy(item.array(), item.offset(), copy, 0, copy.length);
    lines
        .computeIfAbsent(item.table().name(), name -> new ArrayList<>())
        .add(new Line(item.keys().hash(), copy));
    bytes += copy.length;
    items++;
    if (document != last) {
      last = document;
      passed++;
    }
  }

  @Override
  public boolean isFull() {
    return bytes >= fileBytes;
  }

  @Override
  public boolean isEmpty() {
    return items == 0;
  }

  /** Its page is a file: a checkpoint between would cut it into small ones. */
  @Override
  public int mostDocuments() {
    return MOST_DOCUMENTS;
  }

  @Override
  public CompletableFuture<Delivered> flush(long before) throws InterruptedException {
    throttle.acquire(0, passed);
    try {
      lines.forEach((table, all) -> write(table, all, before));
      return CompletableFuture.completedFuture(new Delivered(items, 0, List.of()));
    } finally {
      throttle.limit().release();
      lines.clear();
      passed = 0;
      bytes = 0;
      items = 0;
    }
  }

  private void write(String table, List<Line> all, long before) {
    all.sort(Comparator.comparingLong(Line::hash));
    ByteArrayOutputStream file = new ByteArrayOutputStream(fileBytes / 4);
    try (OutputStream gzip = new GZIPOutputStream(file, 1 << 14)) {
      for (Line line : all) {
        gzip.write(HEAD);
        gzip.write(line.item);
        gzip.write(TAIL);
      }
    } catch (IOException e) {
      throw new JobException("items cannot be compressed: " + e, e);
    }
    store.put(
        "%s/data/r%05d-%012d-%07d.json.gz".formatted(table, range, before, all.size()),
        file.toByteArray());
  }
}
