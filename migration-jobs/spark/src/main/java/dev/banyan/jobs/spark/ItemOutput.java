package dev.banyan.jobs.spark;

import java.util.List;
import org.bson.RawBsonDocument;

/** Where the items of one range go. One thread hands them in. */
interface ItemOutput extends AutoCloseable {

  /**
   * Takes a document's items; blocks while too many are under way.
   *
   * @throws dev.banyan.jobs.JobException if the output cannot be used
   */
  void write(RawBsonDocument document, List<Item> items);

  /** Returns when all that was written is durable. */
  Written finish();

  /** Gives up what was not finished. */
  @Override
  void close();

  /**
   * What became of the items.
   *
   * @param parts files with them, relative to the target's directory
   */
  record Written(long items, long alreadyNewer, List<String> parts) {
    public Written {
      parts = List.copyOf(parts);
    }
  }
}
