package dev.banyan.jobs.s3;

import dev.banyan.jobs.mapping.EncodedItem;
import dev.banyan.jobs.mapping.LargeItems;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Items that are too large for a table, as objects {@code TABLE/KEYHASH-CONTENTHASH.json} of a
 * bucket, or files of a directory. The content is in the name: doing it again puts the same object,
 * and a document that has changed never changes what an older item refers to. Thread-safe.
 */
public final class LargeItemParts implements LargeItems, AutoCloseable {

  private final PartStore store;

  public LargeItemParts(PartStore store) {
    this.store = store;
  }

  @Override
  public String store(EncodedItem item) {
    byte[] json = Arrays.copyOfRange(item.array(), item.offset(), item.offset() + item.length());
    String name =
        "%s/%s-%s.json"
            .formatted(
                item.table().name(), hash(item.keys().partition(), item.keys().sort()), hash(json));
    store.put(name, json);
    String place = store.describe();
    return place.endsWith("/") ? place + name : place + "/" + name;
  }

  /** 128 bits are enough to tell objects apart. */
  private static String hash(byte[]... parts) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        sha.update((byte) (part.length >>> 8)); // keeps parts of other lengths apart
        sha.update((byte) part.length);
        sha.update(part);
      }
      return HexFormat.of().formatHex(sha.digest(), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  @Override
  public void close() {
    store.close();
  }
}
