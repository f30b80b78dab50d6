package dev.banyan.localcloud.mongo.log;

import java.util.TreeMap;

/** The cluster times that open transactions read at. Guarded by the change log's monitor. */
final class Snapshots {

  /** Stands for "no snapshot is open". */
  static final long NONE = Long.MAX_VALUE;

  private final TreeMap<Long, Integer> open = new TreeMap<>();

  void open(long time) {
    open.merge(time, 1, Integer::sum);
  }

  void close(long time) {
    open.computeIfPresent(time, (key, count) -> count == 1 ? null : count - 1);
  }

  long oldest() {
    return open.isEmpty() ? NONE : open.firstKey();
  }
}
