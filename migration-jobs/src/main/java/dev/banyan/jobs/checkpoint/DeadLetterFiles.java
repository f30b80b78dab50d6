package dev.banyan.jobs.checkpoint;

import dev.banyan.jobs.JobException;
import dev.banyan.stream.DeadLetter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.bson.BSONException;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.json.JsonMode;
import org.bson.json.JsonParseException;
import org.bson.json.JsonWriterSettings;

/**
 * Dead letters of a job as files in its directory, one each: a line of extended JSON with the
 * document's bytes in base64. Set aside again, a dead letter replaces itself. Thread-safe; throws
 * {@link JobException} if the directory cannot be used.
 */
public final class DeadLetterFiles implements DeadLetterBox {

  private static final JsonWriterSettings CANONICAL =
      JsonWriterSettings.builder().outputMode(JsonMode.EXTENDED).build();

  private final Path directory;

  /**
   * @param jobDirectory of the job, inside the state directory
   */
  public DeadLetterFiles(Path jobDirectory) {
    this.directory = jobDirectory.resolve("dead-letters");
  }

  /** What a person names a dead letter by: 16 hexadecimal digits. */
  @Override
  public String nameOf(DeadLetter letter) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(letter.position().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  @Override
  public void put(DeadLetter letter) {
    BsonDocument json =
        new BsonDocument("capability", new BsonString(letter.capability()))
            .append("time", new BsonString(letter.time().toString()))
            .append("position", new BsonString(letter.position()))
            .append("cause", new BsonString(letter.cause()))
            .append("document", new BsonBinary(letter.payload()));
    String name = nameOf(letter) + ".json";
    attempt(
        () -> {
          Files.createDirectories(directory);
          Path next = Files.createTempFile(directory, name, ".next");
          try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
            ByteBuffer bytes =
                ByteBuffer.wrap((json.toJson(CANONICAL) + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
              channel.write(bytes);
            }
            channel.force(true);
          }
          return Files.move(next, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        });
  }

  @Override
  public List<String> names() {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    return attempt(
        () -> {
          try (Stream<Path> files = Files.list(directory)) {
            return files
                .map(file -> file.getFileName().toString())
                .filter(name -> name.endsWith(".json"))
                .map(name -> name.substring(0, name.length() - ".json".length()))
                .sorted()
                .toList();
          }
        });
  }

  @Override
  public DeadLetter read(String name) {
    if (!name.matches("[0-9a-f]{16}")) {
      throw new IllegalArgumentException(
          "a dead letter's name is 16 hexadecimal digits, was '" + name + "'");
    }
    return attempt(
        () -> {
          BsonDocument json = BsonDocument.parse(Files.readString(file(name)));
          return new DeadLetter(
              json.getString("capability").getValue(),
              Instant.parse(json.getString("time").getValue()),
              json.getString("position").getValue(),
              json.getString("cause").getValue(),
              json.getBinary("document").getData(),
              null);
        });
  }

  @Override
  public void remove(String name) {
    attempt(() -> Files.deleteIfExists(file(name)));
  }

  private Path file(String name) {
    return directory.resolve(name + ".json");
  }

  private <T> T attempt(Action<T> action) {
    try {
      return action.run();
    } catch (IOException | BSONException | JsonParseException e) {
      throw new JobException("the dead letters in " + directory + " cannot be used: " + e, e);
    }
  }

  private interface Action<T> {
    T run() throws IOException;
  }
}
