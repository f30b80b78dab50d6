package dev.banyan.jobs.s3;

import dev.banyan.jobs.backfill.copy.ItemDestination;
import dev.banyan.jobs.mapping.spec.TableSpec;
import dev.banyan.jobs.throttle.Throttle;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * Gzipped DynamoDB JSON for {@code ImportTable}, a directory per table:
 *
 * <ul>
 *   <li>{@code TABLE/data/r00000-000000000000-0016384.json.gz}: lines {@code {"Item":{…}}}; the
 *       name says range, documents before it and items in it;
 *   <li>{@code TABLE/manifest-files.json}, {@code TABLE/manifest-summary.json}: as DynamoDB's own
 *       exports have them.
 * </ul>
 *
 * <p>Sources: <a
 * href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataImport.Format.html">import
 * formats</a>, <a
 * href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html">export
 * output</a>.
 */
public final class ImportFiles implements ItemDestination {

  /** Uncompressed bytes of a file; so much is in memory per range. */
  public static final int FILE_BYTES = 8 << 20;

  private final PartStore store;
  private final int fileBytes;
  private volatile List<TableSpec> tables = List.of();

  public ImportFiles(PartStore store, int fileBytes) {
    if (fileBytes < 1) {
      throw new IllegalArgumentException("fileBytes must be positive, was " + fileBytes);
    }
    this.store = store;
    this.fileBytes = fileBytes;
  }

  @Override
  public String describe() {
    return "files for a table import in " + store.describe();
  }

  @Override
  public String mode() {
    return "import-files";
  }

  /** An import would read what an earlier job left too. */
  @Override
  public void begin(List<TableSpec> specs) {
    for (TableSpec table : specs) {
      store.list(table.name() + "/").forEach(part -> store.delete(part.name()));
      store.list(table.name() + "/data/").forEach(part -> store.delete(part.name()));
    }
  }

  @Override
  public void prepare(List<TableSpec> specs, boolean goesOn) {
    tables = List.copyOf(specs);
  }

  /** Files behind the checkpoint are written again, so those of a crashed run are removed. */
  @Override
  public RangeWriter open(int range, long settled, Throttle throttle) {
    for (TableSpec table : tables) {
      String ofRange = "%s/data/r%05d-".formatted(table.name(), range);
      for (PartStore.Part part : store.list(ofRange)) {
        if (documentsBefore(part.name().substring(ofRange.length())) >= settled) {
          store.delete(part.name());
        }
      }
    }
    return new FileWriter(store, fileBytes, range, throttle);
  }

  private static long documentsBefore(String rest) {
    return Long.parseLong(rest.substring(0, rest.indexOf('-')));
  }

  @Override
  public void finish() {
    tables.forEach(this::manifest);
  }

  private void manifest(TableSpec table) {
    StringBuilder files = new StringBuilder();
    long items = 0;
    int count = 0;
    for (PartStore.Part part : store.list(table.name() + "/data/")) {
      long inFile = items(part.name());
      items += inFile;
      count++;
      files.append(
          "{\"itemCount\":%d,\"md5Checksum\":\"%s\",\"etag\":\"%s\",\"dataFileS3Key\":\"%s\"}%n"
              .formatted(inFile, base64(part.md5()), part.md5(), part.name())
              .replace("\r", ""));
    }
    put(table.name() + "/manifest-files.json", files.toString());
    put(
        table.name() + "/manifest-summary.json",
        "{\"version\":\"2020-06-30\",\"tableName\":\"%s\",\"outputFormat\":\"DYNAMODB_JSON\",\"inputCompressionType\":\"GZIP\",\"itemCount\":%d,\"fileCount\":%d,\"manifestFilesS3Key\":\"%s/manifest-files.json\"}\n"
            .formatted(table.name(), items, count, table.name()));
  }

  private void put(String name, String text) {
    store.put(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private static long items(String name) {
    return Long.parseLong(name.substring(name.lastIndexOf('-') + 1, name.indexOf(".json.gz")));
  }

  /** A file that S3 took in parts, or encrypted with a key of KMS, has an ETag that is no MD5. */
  private static String base64(String md5) {
    return md5.matches("[0-9a-f]{32}")
        ? Base64.getEncoder().encodeToString(HexFormat.of().parseHex(md5))
        : "";
  }

  @Override
  public void close() {
    store.close();
  }
}
