package dev.banyan.bench.migrate;

/** A way to copy. */
@FunctionalInterface
interface Copy {

  /** Copies so many documents; returns when all are acknowledged. */
  void run(Order order) throws Exception;

  /**
   * What is to be copied.
   *
   * @param source connection string of MongoDB
   * @param endpoint of DynamoDB
   * @param table a new one per run
   * @param documents how many; no more than there are
   */
  record Order(String source, String endpoint, String table, int documents) {}
}
