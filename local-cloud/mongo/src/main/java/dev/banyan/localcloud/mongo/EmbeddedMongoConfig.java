package dev.banyan.localcloud.mongo;

import java.time.Duration;

/**
 * How to start an {@link EmbeddedMongo}.
 *
 * @param host to listen on and to advertise to drivers
 * @param port 0 for any free one
 * @param replicaSet the name of the replica set it claims to be the primary of
 * @param historyEntries the most changes kept for change streams
 * @param historyBytes the most bytes of changes kept for change streams
 * @param transactionLifetime after which a transaction is aborted; MongoDB's is 60 s
 * @param ttlInterval between two removals of documents that have expired by a TTL index; MongoDB's
 *     is 60 s
 */
public record EmbeddedMongoConfig(
    String host,
    int port,
    String replicaSet,
    int historyEntries,
    long historyBytes,
    Duration transactionLifetime,
    Duration ttlInterval) {

  private static final int DEFAULT_HISTORY_ENTRIES = 200_000;
  private static final long DEFAULT_HISTORY_BYTES = 64L << 20;
  private static final int LARGEST_PORT = 65_535;
  private static final Duration DEFAULT_TRANSACTION_LIFETIME = Duration.ofSeconds(60);
  private static final Duration DEFAULT_TTL_INTERVAL = Duration.ofSeconds(60);

  public EmbeddedMongoConfig {
    require(!host.isBlank(), "host", host);
    require(port >= 0 && port <= LARGEST_PORT, "port", port);
    require(!replicaSet.isBlank(), "replicaSet", replicaSet);
    require(historyEntries > 0, "historyEntries", historyEntries);
    require(historyBytes > 0, "historyBytes", historyBytes);
    require(isPositive(transactionLifetime), "transactionLifetime", transactionLifetime);
    require(isPositive(ttlInterval), "ttlInterval", ttlInterval);
  }

  /** With transactions of at most 60 s, and a removal of expired documents every 60 s. */
  public EmbeddedMongoConfig(
      String host, int port, String replicaSet, int historyEntries, long historyBytes) {
    this(
        host,
        port,
        replicaSet,
        historyEntries,
        historyBytes,
        DEFAULT_TRANSACTION_LIFETIME,
        DEFAULT_TTL_INTERVAL);
  }

  /** On this machine only, with a history of 200,000 changes or 64 MB. */
  public static EmbeddedMongoConfig onPort(int port) {
    return new EmbeddedMongoConfig(
        "127.0.0.1", port, "banyan", DEFAULT_HISTORY_ENTRIES, DEFAULT_HISTORY_BYTES);
  }

  /** The same with another bound on the history. */
  public EmbeddedMongoConfig withHistory(int entries, long bytes) {
    return new EmbeddedMongoConfig(
        host, port, replicaSet, entries, bytes, transactionLifetime, ttlInterval);
  }

  /** The same with transactions that live no longer than this. */
  public EmbeddedMongoConfig withTransactionLifetime(Duration lifetime) {
    return new EmbeddedMongoConfig(
        host, port, replicaSet, historyEntries, historyBytes, lifetime, ttlInterval);
  }

  /** The same with another interval between removals of expired documents. */
  public EmbeddedMongoConfig withTtlInterval(Duration interval) {
    return new EmbeddedMongoConfig(
        host, port, replicaSet, historyEntries, historyBytes, transactionLifetime, interval);
  }

  private static boolean isPositive(Duration duration) {
    return !duration.isNegative() && !duration.isZero();
  }

  private static void require(boolean valid, String parameter, Object value) {
    if (!valid) {
      throw new IllegalArgumentException(parameter + " is not valid: " + value);
    }
  }
}
