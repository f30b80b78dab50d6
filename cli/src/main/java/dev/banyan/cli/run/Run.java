package dev.banyan.cli.run;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.banyan.cli.stack.Credentials;
import dev.banyan.cli.stack.Endpoints;
import dev.banyan.control.ControlStore;
import dev.banyan.control.DynamoDbControlStore;
import dev.banyan.control.Switch;
import dev.banyan.stream.DeadLetterTable;
import dev.banyan.stream.WatermarkTable;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Clients of a run's stores, opened once per command. Thread-safe as its clients are. */
public final class Run implements AutoCloseable {

  /** The database that the monolith keeps its data in. */
  public static final String DATABASE = "social";

  /** What is moved, in this order. */
  public static final List<String> CAPABILITIES = List.of("relationships", "feed");

  private final Endpoints endpoints;
  private final MongoClient mongo;
  private final DynamoDbClient dynamoDb;
  private final Deployment deployment;

  public Run(Endpoints endpoints) {
    this.endpoints = endpoints;
    this.mongo = MongoClients.create(endpoints.mongoUri());
    this.dynamoDb = Credentials.dynamoDb(endpoints);
    this.deployment = new Deployment(dynamoDb, DynamoDbControlStore.TABLE, this::database);
  }

  public Endpoints endpoints() {
    return endpoints;
  }

  /** The monolith's database. */
  public MongoDatabase database() {
    return mongo.getDatabase(DATABASE);
  }

  public MongoClient mongo() {
    return mongo;
  }

  public DynamoDbClient dynamoDb() {
    return dynamoDb;
  }

  /** Where this run's capabilities stand. */
  public Deployment deployment() {
    return deployment;
  }

  public ControlStore control() {
    return deployment.control();
  }

  public DeadLetterTable deadLetters() {
    return deployment.deadLetters();
  }

  public WatermarkTable watermarks() {
    return deployment.watermarks();
  }

  /** The switch over this run's stores. */
  public Switch cutover() {
    return deployment.cutover();
  }

  @Override
  public void close() {
    mongo.close();
    deployment.close();
  }
}
