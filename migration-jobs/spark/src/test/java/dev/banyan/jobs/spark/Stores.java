package dev.banyan.jobs.spark;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import dev.banyan.localcloud.mongo.EmbeddedMongo;
import dev.banyan.localcloud.mongo.EmbeddedMongoConfig;
import dev.banyan.stream.AwsClients;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bson.BsonDocument;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;

/** MongoDB and DynamoDB in this JVM; the SDK finds them by its own settings. */
final class Stores implements AutoCloseable {

  static final String TABLE = "orders";

  private final DynamoDBProxyServer dynamoServer;
  private final EmbeddedMongo mongoServer;
  private final MongoClient mongo;
  private final DynamoDbClient dynamoDb;
  private final String endpoint;

  private Stores(DynamoDBProxyServer dynamoServer, EmbeddedMongo mongoServer, String endpoint) {
    this.dynamoServer = dynamoServer;
    this.mongoServer = mongoServer;
    this.endpoint = endpoint;
    this.mongo = MongoClients.create(mongoServer.connectionString());
    this.dynamoDb = AwsClients.dynamoDb();
  }

  static Stores start() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    DynamoDBProxyServer dynamo =
        ServerRunner.createServerFromCommandLineArgs(
            new String[] {
              "-inMemory", "-sharedDb", "-disableTelemetry", "-port", Integer.toString(port)
            });
    dynamo.start();
    String endpoint = "http://127.0.0.1:" + port;
    settings(endpoint).forEach(System::setProperty);
    return new Stores(dynamo, EmbeddedMongo.start(EmbeddedMongoConfig.onPort(0)), endpoint);
  }

  /** The SDK's settings, as system properties. */
  static Map<String, String> settings(String endpoint) {
    return new TreeMap<>(
        Map.of(
            "aws.endpointUrl", endpoint,
            "aws.region", "us-east-1",
            "aws.accessKeyId", "banyan",
            "aws.secretAccessKey", "banyan"));
  }

  String endpoint() {
    return endpoint;
  }

  String mongoUri() {
    return mongoServer.connectionString();
  }

  DynamoDbClient dynamoDb() {
    return dynamoDb;
  }

  MongoCollection<BsonDocument> orders() {
    return mongo.getDatabase("shop").getCollection("orders", BsonDocument.class);
  }

  void reset() {
    mongo.getDatabase("shop").drop();
    dynamoDb.listTables().tableNames().forEach(t -> dynamoDb.deleteTable(d -> d.tableName(t)));
    dynamoDb.createTable(
        r ->
            r.tableName(TABLE)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(
                    a -> a.attributeName("id").attributeType(ScalarAttributeType.S))
                .keySchema(k -> k.attributeName("id").keyType(KeyType.HASH)));
  }

  void insert(List<BsonDocument> documents) {
    orders().insertMany(documents);
  }

  List<Map<String, AttributeValue>> items() {
    List<Map<String, AttributeValue>> items = new ArrayList<>();
    dynamoDb.scanPaginator(r -> r.tableName(TABLE)).items().forEach(items::add);
    items.sort(Comparator.comparing(item -> item.get("id").s()));
    return items;
  }

  @Override
  public void close() throws Exception {
    dynamoDb.close();
    mongo.close();
    mongoServer.close();
    dynamoServer.stop();
  }
}
