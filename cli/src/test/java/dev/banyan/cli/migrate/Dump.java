package dev.banyan.cli.migrate;

import dev.banyan.cli.CommandRun;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bson.RawBsonDocument;

/** A collection as mongodump would write it. */
public final class Dump {

  private Dump() {}

  /** Documents {@code {_id: "d0"}} and so on; gives the dump's directory. */
  public static Path write(Path directory, String collection, int count) throws IOException {
    Path database = Files.createDirectories(directory.resolve("shop"));
    try (OutputStream out = Files.newOutputStream(database.resolve(collection + ".bson"))) {
      for (int i = 0; i < count; i++) {
        RawBsonDocument raw = RawBsonDocument.parse("{_id: 'd%d'}".formatted(i));
        out.write(raw.getByteBuffer().array(), 0, raw.getByteBuffer().limit());
      }
    }
    return directory;
  }

  /** Runs {@code banyan backfill} of {@code dump} by {@code m.yaml}, both in the directory. */
  static CommandRun backfill(Path directory, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "backfill",
                "--mapping",
                directory.resolve("m.yaml").toString(),
                "--from-dump",
                directory.resolve("dump").toString(),
                "--state-dir",
                directory.resolve(".banyan").toString()));
    all.addAll(List.of(more));
    return CommandRun.of(all.toArray(new String[0]));
  }
}
