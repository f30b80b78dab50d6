package dev.banyan.jobs.verify;

import dev.banyan.jobs.JobException;
import dev.banyan.jobs.range.DocumentId;
import dev.banyan.jobs.verify.expect.ItemKey;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Supplier;
import org.bson.BsonNull;
import org.bson.BsonType;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * Which documents claim which items of a table, on disk: memory holds one bucket's hashes at a
 * time. Keys that no document claims are the extra items; the keys of a deleted document are found
 * here as well. Append-only, the same entry may be there many times. Thread-safe.
 */
final class KeyLog {

  /** Kept in memory per bucket before it is appended. */
  private static final int BUFFER = 16 * 1024;

  /** Of an entry that stands for an item alone. */
  static final DocumentId NOBODY = DocumentId.ofValue(BsonNull.VALUE);

  private static final byte[] NO_ID = NOBODY.bytes();

  private final Path directory;
  private final ByteArrayOutputStream[] buffers;

  /** An entry: a document and the key of an item that it has or had. */
  record Claim(String collection, DocumentId id, ItemKey key) {}

  /** Takes entries. */
  interface Visitor {
    void visit(Claim claim);
  }

  /** Takes the hashes of entries' keys; the entry itself is made only if it is asked for. */
  interface HashVisitor {
    void visit(long hash, Supplier<Claim> claim);
  }

  /**
   * Opens or goes on; what a killed process has half written is cut off.
   *
   * @param buckets the same each time
   */
  KeyLog(Path directory, int buckets) {
    this.directory = directory;
    this.buffers = new ByteArrayOutputStream[buckets];
    Arrays.setAll(buffers, i -> new ByteArrayOutputStream());
    try {
      Files.createDirectories(directory);
      for (int bucket = 0; bucket < buckets; bucket++) {
        cutTail(bucket);
      }
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private void cutTail(int bucket) throws IOException {
    Path file = file(bucket);
    if (Files.exists(file)) {
      long whole = read(file, (hash, claim) -> {});
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(whole);
      }
    }
  }

  int buckets() {
    return buffers.length;
  }

  private Path file(int bucket) {
    return directory.resolve("keys-%04d".formatted(bucket));
  }

  private int bucket(long hash) {
    return (int) (hash >>> 1) & (buffers.length - 1);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte @Nullable [] sort(ItemKey key) {
    String sort = key.sort();
    return sort == null ? null : utf8(sort);
  }

  /** 64 bits of the key: FNV-1a, mixed. */
  static long hash(ItemKey key) {
    return hash(utf8(key.partition()), sort(key));
  }

  private static long hash(byte[] partition, byte @Nullable [] sort) {
    long hash = fnv(0xcbf29ce484222325L, partition) * 0x100000001b3L;
    hash = sort == null ? ~hash : fnv(hash, sort);
    hash = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
    return hash ^ hash >>> 33;
  }

  private static long fnv(long start, byte[] bytes) {
    long hash = start;
    for (byte each : bytes) {
      hash = (hash ^ (each & 0xff)) * 0x100000001b3L;
    }
    return hash;
  }

  void add(Claim claim) {
    byte[] partition = utf8(claim.key().partition());
    byte[] sort = sort(claim.key());
    byte[] entry = bytes(claim, partition, sort);
    int bucket = bucket(hash(partition, sort));
    ByteArrayOutputStream buffer = buffers[bucket];
    synchronized (buffer) {
      buffer.writeBytes(entry);
      if (buffer.size() > BUFFER) {
        append(bucket, false);
      }
    }
  }

  private static byte[] bytes(Claim claim, byte[] partition, byte @Nullable [] sort) {
    byte[] collection = utf8(claim.collection());
    byte[] id = claim.id() == NOBODY ? NO_ID : idBytes(claim.id());
    int length = sort == null ? 0 : sort.length;
    ByteBuffer entry =
        ByteBuffer.allocate(16 + collection.length + id.length + partition.length + length);
    write(entry, collection);
    write(entry, id);
    write(entry, partition);
    write(entry, sort);
    return entry.array();
  }

  /** {@link DocumentId#bytes()}, made by hand where it is a string's. */
  private static byte[] idBytes(DocumentId id) {
    if (id.value().isString()) {
      byte[] text = utf8(id.value().asString().getValue());
      return ByteBuffer.allocate(12 + text.length)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putInt(12 + text.length)
          .put((byte) BsonType.STRING.getValue())
          .put((byte) 0)
          .putInt(text.length + 1)
          .put(text)
          .putShort((short) 0)
          .array();
    }
    return id.bytes();
  }

  private static void write(ByteBuffer out, byte @Nullable [] part) {
    out.putInt(part == null ? -1 : part.length);
    if (part != null) {
      out.put(part);
    }
  }

  private void append(int bucket, boolean force) {
    ByteArrayOutputStream buffer = buffers[bucket];
    try (FileChannel channel =
        FileChannel.open(file(bucket), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      ByteBuffer bytes = ByteBuffer.wrap(buffer.toByteArray());
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      if (force) {
        channel.force(false);
      }
      buffer.reset();
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /** Makes all that was added durable. */
  void flush() {
    for (int bucket = 0; bucket < buffers.length; bucket++) {
      synchronized (buffers[bucket]) {
        if (buffers[bucket].size() > 0) {
          append(bucket, true);
        }
      }
    }
  }

  /** Reads all of the bucket that a key is in. */
  void readBucketOf(ItemKey key, Visitor visitor) {
    readBucket(bucket(hash(key)), visitor);
  }

  /** Reads a bucket. */
  void readBucket(int bucket, Visitor visitor) {
    readHashes(bucket, (hash, claim) -> visitor.visit(claim.get()));
  }

  /** Reads the hashes of a bucket's keys. */
  void readHashes(int bucket, HashVisitor visitor) {
    synchronized (buffers[bucket]) {
      if (buffers[bucket].size() > 0) {
        append(bucket, false);
      }
    }
    try {
      if (Files.exists(file(bucket))) {
        read(file(bucket), visitor);
      }
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /** Reads whole entries; returns the position behind the last one. */
  private static long read(Path file, HashVisitor visitor) throws IOException {
    long position = 0;
    try (KeyLogReader in = new KeyLogReader(file)) {
      while (true) {
        byte[] collection = in.part();
        byte[] id = in.part();
        byte[] partition = in.part();
        byte[] sort = in.part();
        if (collection == null || id == null || partition == null) {
          return position;
        }
        position +=
            16L
                + collection.length
                + id.length
                + partition.length
                + (sort == null ? 0 : sort.length);
        visitor.visit(hash(partition, sort), () -> claim(collection, id, partition, sort));
      }
    } catch (EOFException e) {
      return position;
    }
  }

  private static Claim claim(
      byte[] collection, byte[] id, byte[] partition, byte @Nullable [] sort) {
    return new Claim(
        new String(collection, StandardCharsets.UTF_8),
        DocumentId.ofValue(Objects.requireNonNull(new RawBsonDocument(id).get(""))),
        new ItemKey(
            new String(partition, StandardCharsets.UTF_8),
            sort == null ? null : new String(sort, StandardCharsets.UTF_8)));
  }

  private JobException unusable(IOException e) {
    return new JobException("the state directory " + directory + " cannot be used: " + e, e);
  }
}
