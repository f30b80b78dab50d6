package dev.banyan.publisher;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.banyan.events.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps dead letters as files of one directory, one JSON document each, with payload, cause and
 * position. A file is on the disk, whole, before the event counts as kept; the same event keeps its
 * file however often it comes. Use a directory that outlives the process.
 *
 * <p>Thread-safe.
 */
public final class DeadLetterFiles implements UnsendableEvents {

  private static final Logger LOG = LoggerFactory.getLogger(DeadLetterFiles.class);

  /** Escapes what is not ASCII, so that even half a surrogate pair can be written down. */
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private final Path directory;

  /**
   * Files of a directory, which is made if it is not there.
   *
   * @throws UncheckedIOException if it cannot be made
   */
  public DeadLetterFiles(Path directory) {
    this.directory = directory;
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make the dead letters' directory " + directory, e);
    }
  }

  @Override
  public Placement oversized(Event event, int bytes, int limit) {
    return unwritable(event, PublishOutcome.TooLarge.cause(bytes, limit));
  }

  @Override
  public Placement oversized(EncodedEvent event, int bytes, int limit) {
    String cause = PublishOutcome.TooLarge.cause(bytes, limit);
    return keep(event.partitionKey(), event.id(), document(event, cause), cause);
  }

  @Override
  public Placement unwritable(Event event, String cause) {
    return keep(event.source(), event.id(), document(event, cause), cause);
  }

  private Placement keep(String space, String id, ObjectNode document, String cause) {
    Path file = directory.resolve(digest(space + "/" + id) + ".json");
    try {
      write(file, JSON.writeValueAsBytes(document));
      return new Kept(file.toString(), cause);
    } catch (IOException e) {
      LOG.error("dead letter of event {} cannot be written to {}: {}", id, file, e);
      return new ToCaller();
    }
  }

  private static ObjectNode document(EncodedEvent event, String cause) {
    return JSON.createObjectNode()
        .put("id", event.id())
        .put("partitionkey", event.partitionKey())
        .put("cause", cause)
        .put("setAsideAt", Instant.now().toString())
        .put("bytes", event.bytes()); // Base64
  }

  private static ObjectNode document(Event event, String cause) {
    return JSON.createObjectNode()
        .put("id", event.id())
        .put("source", event.source())
        .put("type", event.type())
        .put("subject", event.subject())
        .put("time", event.time().toString())
        .put("partitionkey", event.partitionKey())
        .put("position", event.version().toString())
        .put("correlationid", event.trace().correlationId())
        .put("cause", cause)
        .put("setAsideAt", Instant.now().toString())
        .put("data", event.data().toString()); // as text: it may be what JSON cannot carry
  }

  private static void write(Path file, byte[] content) throws IOException {
    Path part = Files.createTempFile(file.getParent(), "part", ".tmp");
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
      ByteBuffer left = ByteBuffer.wrap(content);
      while (left.hasRemaining()) {
        channel.write(left);
      }
      channel.force(true);
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static String digest(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
