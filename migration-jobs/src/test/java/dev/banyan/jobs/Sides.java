package dev.banyan.jobs;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.banyan.jobs.backfill.batch.BatchStore;
import dev.banyan.localcloud.mongo.EmbeddedMongo;
import dev.banyan.localcloud.mongo.EmbeddedMongoConfig;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;

/** Both sides, empty: MongoDB's database {@code social} and the tables of the template. */
public final class Sides implements AutoCloseable {

  private final String mongoUri;
  private final URI endpoint;
  private final DynamoDbClient dynamoDb;
  private final MongoClient mongo;
  private final List<AutoCloseable> servers;

  private Sides(
      String mongoUri,
      URI endpoint,
      DynamoDbClient dynamoDb,
      MongoClient mongo,
      List<AutoCloseable> servers) {
    this.mongoUri = mongoUri;
    this.endpoint = endpoint;
    this.dynamoDb = dynamoDb;
    this.mongo = mongo;
    this.servers = servers;
  }

  /** Embedded servers in this JVM. */
  public static Sides embedded() throws Exception {
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
    EmbeddedMongo mongo = EmbeddedMongo.start(EmbeddedMongoConfig.onPort(0));
    return at(
        mongo.connectionString(),
        URI.create("http://127.0.0.1:" + port),
        List.of(mongo, dynamo::stop));
  }

  /** Servers that run already. */
  public static Sides at(String mongoUri, URI dynamoDb, List<AutoCloseable> servers) {
    return new Sides(
        mongoUri,
        dynamoDb,
        DynamoDbClient.builder()
            .endpointOverride(dynamoDb)
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("banyan", "banyan")))
            .httpClient(UrlConnectionHttpClient.create())
            .build(),
        MongoClients.create(mongoUri),
        servers);
  }

  /** Connection string of MongoDB. */
  public String mongoUri() {
    return mongoUri;
  }

  /** Of DynamoDB. */
  public URI endpoint() {
    return endpoint;
  }

  public DynamoDbClient dynamoDb() {
    return dynamoDb;
  }

  /** For the job repository, which is beside. */
  public MongoClient client() {
    return mongo;
  }

  public MongoDatabase mongo() {
    return mongo.getDatabase("social");
  }

  public MongoCollection<Document> follows() {
    return mongo().getCollection("follows");
  }

  /** Takes away all collections and tables. */
  public void clear() {
    mongo().drop();
    dropTables();
  }

  public void dropTables() {
    dynamoDb.listTables().tableNames().forEach(t -> dynamoDb.deleteTable(d -> d.tableName(t)));
  }

  /** A table whose two keys are texts. */
  public void createTable(String name, String partition, String sort) {
    table(name, partition, sort, null, null, null);
  }

  /** A table whose partition key is a text. */
  public void createTable(
      String name, String partition, String sort, ScalarAttributeType sortType) {
    dynamoDb.createTable(
        create ->
            create
                .tableName(name)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(
                    text(partition), text(sort).toBuilder().attributeType(sortType).build())
                .keySchema(key(partition, KeyType.HASH), key(sort, KeyType.RANGE)));
  }

  /** Empties both, with the tables of the template. */
  public void reset() {
    clear();
    mongo.getDatabase(BatchStore.DATABASE).drop();
    mongo().createCollection("follows");
    mongo().createCollection("posts");
    table("relationships", "follower", "followee", "followers", "followeeKey", "follower");
    table("feed-edges", "author", "follower", null, null, null);
    table("feed-posts", "author", "postId", "byId", "postId", null);
    table("feed-timelines", "user", "postId", null, null, null);
    table("banyan-dead-letters", "capability", "id", null, null, null);
  }

  private void table(
      String name,
      String partition,
      String sort,
      @Nullable String index,
      @Nullable String indexPartition,
      @Nullable String indexSort) {
    CreateTableRequest.Builder create =
        CreateTableRequest.builder()
            .tableName(name)
            .billingMode(BillingMode.PAY_PER_REQUEST)
            .attributeDefinitions(
                Stream.of(partition, sort, indexPartition, indexSort)
                    .filter(attribute -> attribute != null)
                    .distinct()
                    .map(Sides::text)
                    .toList())
            .keySchema(key(partition, KeyType.HASH), key(sort, KeyType.RANGE));
    if (index != null) {
      List<KeySchemaElement> keys = new ArrayList<>(List.of(key(indexPartition, KeyType.HASH)));
      if (indexSort != null) {
        keys.add(key(indexSort, KeyType.RANGE));
      }
      create.globalSecondaryIndexes(
          GlobalSecondaryIndex.builder()
              .indexName(index)
              .keySchema(keys)
              .projection(p -> p.projectionType(ProjectionType.ALL))
              .build());
    }
    dynamoDb.createTable(create.build());
  }

  private static AttributeDefinition text(String name) {
    return AttributeDefinition.builder()
        .attributeName(name)
        .attributeType(ScalarAttributeType.S)
        .build();
  }

  private static KeySchemaElement key(String name, KeyType type) {
    return KeySchemaElement.builder().attributeName(name).keyType(type).build();
  }

  /** As the monolith writes it. */
  public static Document follow(String follower, String followee) {
    return new Document("_id", follower + ":" + followee)
        .append("follower", follower)
        .append("followee", followee)
        .append("createdAt", Date.from(Instant.parse("2026-01-02T03:04:05.006Z")));
  }

  /** So many follows, {@code u00000} follows {@code u00001} and so on, ten for each. */
  public void insertFollows(int count) {
    List<Document> batch = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      batch.add(follow("u%05d".formatted(i / 10), "u%05d".formatted(i / 10 + 1 + i % 10)));
      if (batch.size() == 1_000 || i == count - 1) {
        follows().insertMany(batch);
        batch.clear();
      }
    }
  }

  @Override
  public void close() throws Exception {
    dynamoDb.close();
    mongo.close();
    for (AutoCloseable server : servers) {
      server.close();
    }
  }
}
