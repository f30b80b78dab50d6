package dev.banyan.jobs.verify;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.bson.BsonValue;

/**
 * Says when all batches of a range are compared, so that it need not be read again. Thread-safe.
 */
final class RangeProgress {

  private final Consumer<List<BsonValue>> done;
  private final List<BsonValue> suspects = new ArrayList<>();
  private int underWay = 1; // the reading itself

  /**
   * @param done takes the ids of the pairs that differ
   */
  RangeProgress(Consumer<List<BsonValue>> done) {
    this.done = done;
  }

  synchronized void began() {
    underWay++;
  }

  /** A batch has been compared; one that fails never ends, so its range is not done. */
  void ended(Collection<BsonValue> differing) {
    synchronized (this) {
      suspects.addAll(differing);
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
      done.accept(List.copyOf(suspects));
    }
  }
}
