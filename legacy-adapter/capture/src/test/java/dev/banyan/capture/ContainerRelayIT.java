package dev.banyan.capture;

import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.mongodb.MongoDBContainer;

/** The contract on a real MongoDB; skipped where there is no Docker. */
@Testcontainers(disabledWithoutDocker = true)
final class ContainerRelayIT extends RelayContract {

  @Container
  private static final MongoDBContainer MONGO = new MongoDBContainer("mongo:8.0").withReplicaSet();

  @Override
  String connectionString() {
    return MONGO.getConnectionString();
  }
}
