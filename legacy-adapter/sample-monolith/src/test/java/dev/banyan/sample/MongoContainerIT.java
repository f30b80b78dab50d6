package dev.banyan.sample;

import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.mongodb.MongoDBContainer;

/** The contract on a real MongoDB, where there is Docker. */
@Testcontainers(disabledWithoutDocker = true)
@DirtiesContext
class MongoContainerIT extends SocialNetworkContract {

  @Container private static final MongoDBContainer MONGO = new MongoDBContainer("mongo:8.0");

  @DynamicPropertySource
  static void mongo(DynamicPropertyRegistry properties) {
    properties.add("spring.mongodb.uri", () -> MONGO.getReplicaSetUrl("social"));
  }
}
