package dev.banyan.jobs.backfill.copy;

import java.util.ArrayList;
import java.util.List;
import org.bson.RawBsonDocument;

/**
 * What became of some items.
 *
 * @param alreadyNewer the table had an item or a tombstone
 */
public record Delivered(long written, long alreadyNewer, List<Rejected> rejected) {

  public static final Delivered NOTHING = new Delivered(0, 0, List.of());

  public Delivered {
    rejected = List.copyOf(rejected);
  }

  /** An item that can never be written, by its document. */
  public record Rejected(RawBsonDocument document, String cause) {}

  public Delivered plus(Delivered other) {
    List<Rejected> all = new ArrayList<>(rejected);
    all.addAll(other.rejected);
    return new Delivered(written + other.written, alreadyNewer + other.alreadyNewer, all);
  }
}
