package dev.banyan.localcloud.mongo;

import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.mongodb.MongoDBContainer;

/** The contract against a real replica set; skipped where there is no Docker. */
@Testcontainers(disabledWithoutDocker = true)
final class RealMongoIT extends MongoContract {

  @Container
  static final MongoDBContainer MONGO = new MongoDBContainer("mongo:7.0").withReplicaSet();

  @Override
  String connectionString() {
    return MONGO.getReplicaSetUrl("test");
  }
}
