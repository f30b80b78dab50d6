package dev.banyan.jobs.spark;

import dev.banyan.jobs.JobException;
import dev.banyan.jobs.mapping.spec.TableSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.RawBsonDocument;

/**
 * A range's items as one gzipped file per table. The files appear at {@link #finish}; if another
 * attempt at the range was first, its files stay, which hold what was there after the floor version
 * just as well.
 */
final class PartFileOutput implements ItemOutput {

  private final JobDirectory directory;
  private final int range;
  private final Map<TableSpec, PartFile> parts = new LinkedHashMap<>();
  private long items;

  PartFileOutput(JobDirectory directory, int range) {
    this.directory = directory;
    this.range = range;
  }

  /** The folder of a table's files, which is the prefix of its import. */
  static String folder(String table) {
    return table + "/data";
  }

  @Override
  public void write(RawBsonDocument document, List<Item> written) {
    try {
      for (Item item : written) {
        part(item.table()).add(item);
        items++;
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private PartFile part(TableSpec table) throws IOException {
    PartFile part = parts.get(table);
    if (part == null) {
      String name = "%s/part-%06d.json.gz".formatted(folder(table.name()), range);
      part = new PartFile(name, directory.draft(name));
      parts.put(table, part);
    }
    return part;
  }

  @Override
  public Written finish() {
    List<String> names = new ArrayList<>();
    try {
      for (PartFile part : parts.values()) {
        part.publish();
        names.add(part.name());
      }
    } catch (IOException e) {
      throw failed(e);
    }
    parts.clear();
    return new Written(items, 0, names);
  }

  private JobException failed(IOException e) {
    return new JobException(
        "part files of range " + range + " cannot be written: check disk, bucket and rights: " + e,
        e);
  }

  @Override
  public void close() {
    parts.values().forEach(PartFile::close);
    parts.clear();
  }
}
