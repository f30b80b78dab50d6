package dev.banyan.bench.publish;

import dev.banyan.events.Event;

/** A way to publish. Called by one thread. */
public interface Candidate extends AutoCloseable {

  /**
   * Hands bytes over as an event; may block.
   *
   * @param settled called once: true if it is acknowledged, false if it was given up or refused
   */
  void offer(String id, String key, byte[] bytes, Settled settled);

  /** The same with an event, in its envelope. */
  void offer(Event event, Settled settled);

  /** Sends what it holds back. */
  void flush();

  @Override
  void close();

  /** What became of an event. */
  @FunctionalInterface
  interface Settled {
    void is(boolean acknowledged);
  }

  /**
   * How a candidate is to be set up.
   *
   * @param tlsPort of the sink
   * @param limited whether the shard's limits hold, for a candidate that paces itself
   * @param stalled whether nothing will be answered: an offer must then give up at once when full
   * @param folder for temporary files
   */
  record Setting(int tlsPort, boolean limited, boolean stalled, String folder) {}

  /** Makes a candidate. */
  @FunctionalInterface
  interface Factory {
    Candidate open(Setting setting);
  }
}
