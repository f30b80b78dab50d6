package dev.banyan.cli.migrate;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
