package dev.banyan.capture;

import dev.banyan.events.SourceVersion;
import org.bson.BsonTimestamp;

/**
 * Gives each change its source version: its cluster time, and its place among the changes that
 * share it, which are those of one transaction. Goes on from a checkpoint, so that the same change
 * gets the same version in every run. Confined to the relay's thread.
 */
final class ChangeClock {

  private static final int MAX_ORDINAL = 99_999;

  private SourceVersion last;

  ChangeClock(Checkpoint from) {
    last = from.position();
  }

  SourceVersion next(BsonTimestamp clusterTime) {
    SourceVersion first = SourceVersion.ofClusterTime(clusterTime.getValue(), 0);
    boolean same = last.seconds() == first.seconds() && last.increment() == first.increment();
    int ordinal = same ? last.ordinal() + 1 : 0;
    if (ordinal > MAX_ORDINAL) {
      throw new PositionLostException(
          "a transaction has more than 100,000 changes, which is more than versions can tell apart;"
              + " copy the affected collections anew, then let the relay forget its position");
    }
    last = new SourceVersion(first.seconds(), first.increment(), ordinal);
    return last;
  }

  /** The id of the event of the change with this version. */
  static String eventId(SourceVersion version) {
    return "legacy-" + version.seconds() + "." + version.increment() + "-" + version.ordinal();
  }
}
