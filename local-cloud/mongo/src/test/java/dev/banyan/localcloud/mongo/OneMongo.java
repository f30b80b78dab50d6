package dev.banyan.localcloud.mongo;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** An embedded server and a client of it, for all tests of a class. */
final class OneMongo implements BeforeAllCallback, AfterAllCallback {

  private final EmbeddedMongoConfig config;
  private EmbeddedMongo server;
  private MongoClient client;

  OneMongo() {
    this(EmbeddedMongoConfig.onPort(0));
  }

  OneMongo(EmbeddedMongoConfig config) {
    this.config = config;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    server = EmbeddedMongo.start(config);
    client = MongoClients.create(server.connectionString());
  }

  @Override
  public void afterAll(ExtensionContext context) {
    client.close();
    server.close();
  }

  EmbeddedMongo server() {
    return server;
  }

  MongoClient client() {
    return client;
  }

  String connectionString() {
    return server.connectionString();
  }
}
