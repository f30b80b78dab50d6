package dev.banyan.cli.command;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.banyan.cli.option.MongoUri;
import dev.banyan.cli.stack.FirstAnswer;
import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.verify.LargeObjects;
import dev.banyan.jobs.verify.MappedTarget;
import dev.banyan.jobs.verify.VerificationSource;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** What {@code banyan verify --mapping} holds against each other, opened by its options. */
final class VerifiedSides implements AutoCloseable {

  private static final long LAST_INCREMENT = 0xFFFF_FFFFL;

  private final MappedVerifyOptions options;
  private final DynamoDbClient dynamoDb;
  private @Nullable MongoClient mongo;
  private @Nullable S3Client s3;

  VerifiedSides(MappedVerifyOptions options) {
    this.options = options;
    this.dynamoDb = client().httpClient(UrlConnectionHttpClient.create()).build();
  }

  private DynamoDbClientBuilder client() {
    URI endpoint = options.awsEndpoint();
    DynamoDbClientBuilder client = DynamoDbClient.builder();
    return endpoint == null ? client : client.endpointOverride(endpoint);
  }

  /**
   * Waits until DynamoDB answers.
   *
   * @param table to ask for
   * @param told takes a line every few seconds while it does not
   * @throws dev.banyan.jobs.JobException if it does not within the patience
   */
  void await(String table, Consumer<String> told) {
    FirstAnswer.await(client(), options.awsEndpoint(), table, options.patience(), told);
  }

  DynamoDbClient dynamoDb() {
    return dynamoDb;
  }

  /**
   * The live database.
   *
   * @throws IllegalArgumentException if options do not say where it is
   */
  MongoDatabase database() {
    if (mongo == null) {
      mongo = MongoClients.create(MongoUri.parse(options.mongoUri()));
    }
    return mongo.getDatabase(options.database());
  }

  /** The live database, or a dump. */
  VerificationSource source() {
    Path dump = options.dump();
    return dump == null
        ? VerificationSource.live(database())
        : VerificationSource.dump(dump, asOf(options.dumpedAt()));
  }

  private static SourceVersion asOf(@Nullable Instant dumped) {
    return dumped == null
        ? SourceVersion.LOWEST
        : new SourceVersion(dumped.getEpochSecond(), LAST_INCREMENT, 0);
  }

  MappedTarget target() {
    return new MappedTarget(dynamoDb, !options.withoutExtra(), large());
  }

  private @Nullable LargeObjects large() {
    String place = options.largeItems();
    if (place == null) {
      return null;
    }
    if (!place.startsWith("s3://")) {
      return LargeObjects.inDirectory(Path.of(place));
    }
    S3ClientBuilder builder = S3Client.builder().httpClient(UrlConnectionHttpClient.create());
    URI endpoint = options.awsEndpoint();
    S3Client client =
        (endpoint == null ? builder : builder.endpointOverride(endpoint).forcePathStyle(true))
            .build();
    s3 = client;
    return LargeObjects.inBucket(client, place);
  }

  @Override
  public void close() {
    dynamoDb.close();
    if (mongo != null) {
      mongo.close();
    }
    if (s3 != null) {
      s3.close();
    }
  }
}
