package dev.banyan.jobs.verify;

import dev.banyan.jobs.range.DocumentId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Says when all batches of a range are compared, so that it need not be read again. Keeps {@value
 * #MOST_SUSPECTS} ids of pairs that differ; more are counted. Thread-safe.
 */
final class RangeProgress {

  static final int MOST_SUSPECTS = 100_000;

  private final Done done;
  private final List<DocumentId> suspects = new ArrayList<>();
  private long more;
  private int underWay = 1; // the reading itself

  /** Takes what differs in the range when it is compared. */
  interface Done {
    /**
     * Once.
     *
     * @param suspects ids of the pairs that differ
     * @param more pairs beyond those
     */
    void done(List<DocumentId> suspects, long more);
  }

  RangeProgress(Done done) {
    this.done = done;
  }

  synchronized void began() {
    underWay++;
  }

  /** A batch has been compared; one that fails never ends, so its range is not done. */
  void ended(Collection<DocumentId> differing) {
    synchronized (this) {
      for (DocumentId id : differing) {
        if (suspects.size() < MOST_SUSPECTS) {
          suspects.add(id);
        } else {
          more++;
        }
      }
    }
    read();
  }

  /** The range has been read to its end. */
  void read() {
    boolean last;
    synchronized (this) {
      last = --underWay == 0;
    }
    if (last) {
      done.done(List.copyOf(suspects), more);
    }
  }
}
