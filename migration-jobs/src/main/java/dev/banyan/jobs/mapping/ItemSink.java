package dev.banyan.jobs.mapping;

/** Takes encoded items. */
@FunctionalInterface
public interface ItemSink {

  /**
   * Takes an item. Must copy what it keeps: the item and its array are used again when the call
   * returns.
   */
  void item(EncodedItem item);
}
