package dev.banyan.localcloud.mongo;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract against the embedded server. */
final class EmbeddedRetryableWriteTest extends RetryableWriteContract {

  private static EmbeddedMongo mongo;

  @BeforeAll
  static void start() {
    mongo = EmbeddedMongo.start(EmbeddedMongoConfig.onPort(0));
  }

  @AfterAll
  static void stop() {
    mongo.close();
  }

  @Override
  String connectionString() {
    return mongo.connectionString();
  }
}
