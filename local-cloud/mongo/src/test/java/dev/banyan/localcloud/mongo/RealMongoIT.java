package dev.banyan.localcloud.mongo;

import org.junit.jupiter.api.Nested;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.mongodb.MongoDBContainer;

/** The contracts against a real replica set; skipped where there is no Docker. */
@Testcontainers(disabledWithoutDocker = true)
final class RealMongoIT extends MongoContract {

  @Container
  static final MongoDBContainer MONGO = new MongoDBContainer("mongo:7.0").withReplicaSet();

  @Override
  String connectionString() {
    return MONGO.getReplicaSetUrl("test");
  }

  /** Transactions. */
  @Nested
  final class Transactions extends TransactionContract {
    @Override
    String connectionString() {
      return MONGO.getReplicaSetUrl("test");
    }
  }

  /** Retryable writes. */
  @Nested
  final class RetryableWrites extends RetryableWriteContract {
    @Override
    String connectionString() {
      return MONGO.getReplicaSetUrl("test");
    }
  }

  /** BSON types. */
  @Nested
  final class Types extends TypeContract {
    @Override
    String connectionString() {
      return MONGO.getReplicaSetUrl("test");
    }
  }

  /** Rules of collections. */
  @Nested
  final class Collections extends CollectionContract {
    @Override
    String connectionString() {
      return MONGO.getReplicaSetUrl("test");
    }
  }
}
