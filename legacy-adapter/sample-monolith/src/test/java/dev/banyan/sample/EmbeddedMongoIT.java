package dev.banyan.sample;

import dev.banyan.localcloud.mongo.EmbeddedMongo;
import dev.banyan.localcloud.mongo.EmbeddedMongoConfig;
import org.junit.jupiter.api.AfterAll;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The contract on an in-memory MongoDB: needs nothing installed. */
@DirtiesContext
class EmbeddedMongoIT extends SocialNetworkContract {

  private static final EmbeddedMongo MONGO = EmbeddedMongo.start(EmbeddedMongoConfig.onPort(0));

  @DynamicPropertySource
  static void mongo(DynamicPropertyRegistry properties) {
    properties.add("spring.mongodb.uri", MONGO::connectionString);
    properties.add("spring.mongodb.database", () -> "social");
  }

  @AfterAll
  static void stop() {
    MONGO.close();
  }
}
