package dev.banyan.localcloud.mongo.storage;

import de.bwaldvogel.mongo.bson.Document;
import dev.banyan.localcloud.mongo.bson.Bson;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The place of one document: its committed state, what open snapshots still see of its past, and
 * what a transaction has put there without having committed. States are replaced as a whole, so
 * readers need no lock; writers hold the collection's write lock.
 */
public final class Row {

  /** Order of insertion; the tie-breaker among equal keys. */
  public final long sequence;

  private volatile Version newest;
  private volatile @Nullable Pending pending;

  /**
   * A committed state.
   *
   * @param bytes the document as BSON, or null if it did not exist
   */
  record Version(long time, byte @Nullable [] bytes, @Nullable Version older) {
    private static final Version ABSENT = new Version(0, null, null);
  }

  /** A state that only its transaction sees. */
  public record Pending(Transaction owner, byte @Nullable [] bytes) {}

  Row(long sequence) {
    this.sequence = sequence;
    this.newest = Version.ABSENT;
  }

  /** The committed document as BSON, or null if there is none. */
  public byte @Nullable [] bytes() {
    return newest.bytes();
  }

  /** A fresh copy of the committed document, or null if there is none. */
  @Nullable Document document() {
    return decode(newest.bytes());
  }

  public @Nullable Document documentFor(@Nullable Transaction reader) {
    return decode(bytesFor(reader));
  }

  private static @Nullable Document decode(byte @Nullable [] bytes) {
    return bytes == null ? null : Bson.decode(bytes);
  }

  /** What a transaction sees: its own write, or the state at its snapshot. */
  public byte @Nullable [] bytesFor(@Nullable Transaction reader) {
    if (reader == null) {
      return newest.bytes();
    }
    Pending own = pending;
    if (own != null && own.owner() == reader) {
      return own.bytes();
    }
    Version version = newest;
    while (version != null && version.time() > reader.snapshot()) {
      version = version.older();
    }
    return version == null ? null : version.bytes();
  }

  Version newest() {
    return newest;
  }

  public @Nullable Pending pending() {
    return pending;
  }

  /** Whether indexes may hold entries that not every reader's state of the document has. */
  public boolean isLayered() {
    return pending != null || newest.older() != null;
  }

  /** Refuses what would overwrite another's work. */
  public void checkWritable(@Nullable Transaction writer) {
    Pending present = pending;
    if (present != null && present.owner() != writer) {
      throw new WriteConflict(present.owner());
    }
    if (writer != null && newest.time() > writer.snapshot()) {
      throw new WriteConflict(null);
    }
  }

  void prepare(Transaction owner, byte @Nullable [] bytes) {
    pending = new Pending(owner, bytes);
  }

  void cancel() {
    pending = null;
  }

  /** Makes a state the committed one; those before stay until they are pruned. */
  void commit(long time, byte @Nullable [] bytes) {
    newest = new Version(time, bytes, newest == Version.ABSENT ? null : newest);
    pending = null;
  }

  /** Forgets states that no snapshot at or after this time sees, and returns them. */
  List<byte[]> prune(long oldestSnapshot) {
    List<Version> kept = new ArrayList<>();
    List<byte[]> dropped = new ArrayList<>();
    boolean needed = true;
    for (Version version = newest; version != null; version = version.older()) {
      byte[] present = version.bytes();
      if (needed) {
        kept.add(version);
      } else if (present != null) {
        dropped.add(present);
      }
      needed = needed && version.time() > oldestSnapshot;
    }
    newest = chain(kept);
    return dropped;
  }

  private static Version chain(List<Version> newestFirst) {
    Version chain = null;
    for (int i = newestFirst.size() - 1; i >= 0; i--) {
      Version version = newestFirst.get(i);
      chain = new Version(version.time(), version.bytes(), chain);
    }
    return Objects.requireNonNull(chain);
  }

  /** All states that somebody sees or may come to see. */
  List<byte[]> states() {
    List<byte[]> states = new ArrayList<>();
    Pending present = pending;
    byte[] own = present == null ? null : present.bytes();
    if (own != null) {
      states.add(own);
    }
    for (Version version = newest; version != null; version = version.older()) {
      byte[] bytes = version.bytes();
      if (bytes != null) {
        states.add(bytes);
      }
    }
    return states;
  }
}
