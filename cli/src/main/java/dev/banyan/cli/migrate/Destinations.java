package dev.banyan.cli.migrate;

import dev.banyan.cli.stack.AwsAccess;
import dev.banyan.cli.stack.FirstAnswer;
import dev.banyan.jobs.JobException;
import dev.banyan.jobs.backfill.copy.ItemDestination;
import dev.banyan.jobs.backfill.wire.DynamoAccess;
import dev.banyan.jobs.backfill.wire.DynamoDestination;
import dev.banyan.jobs.backfill.wire.WritePath;
import dev.banyan.jobs.mapping.spec.TableSpec;
import dev.banyan.jobs.s3.BucketParts;
import dev.banyan.jobs.s3.DirectoryParts;
import dev.banyan.jobs.s3.ImportFiles;
import dev.banyan.jobs.s3.LargeItemParts;
import dev.banyan.jobs.s3.PartStore;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** What {@code --to} names. */
final class Destinations {

  /** Of a table's description, which is short; three attempts are made. */
  private static final Duration TABLE_ANSWER = Duration.ofSeconds(10);

  private Destinations() {}

  static ItemDestination of(SourceOptions options) {
    if (options.to.equals("dynamodb")) {
      return tables(options);
    }
    return new ImportFiles(parts("--to", options.to, options), ImportFiles.FILE_BYTES);
  }

  /** What {@code --large-items} names; nothing if it is not given. */
  static Optional<LargeItemParts> largeItems(SourceOptions options) {
    return Optional.ofNullable(options.largeItems)
        .map(where -> new LargeItemParts(parts("--large-items", where, options)));
  }

  private static PartStore parts(String option, String where, SourceOptions options) {
    return where.startsWith("s3://")
        ? bucket(option, where, options)
        : new DirectoryParts(Path.of(where));
  }

  /**
   * Waits until DynamoDB answers, if items go there.
   *
   * @param told takes a line every few seconds while it does not
   * @throws JobException if it does not within the patience
   */
  static void await(SourceOptions options, List<TableSpec> tables, Consumer<String> told) {
    if (options.to.equals("dynamodb")) {
      FirstAnswer.await(
          client(options), endpoint(options), tables.get(0).name(), options.patience(), told);
    }
  }

  private static DynamoDbClientBuilder client(SourceOptions options) {
    DynamoDbClientBuilder client =
        DynamoDbClient.builder()
            .region(AwsAccess.region())
            .credentialsProvider(AwsAccess.credentials());
    URI endpoint = endpoint(options);
    return endpoint == null ? client : client.endpointOverride(endpoint);
  }

  private static ItemDestination tables(SourceOptions options) {
    AwsCredentialsProvider credentials = AwsAccess.credentials();
    Region region = AwsAccess.region();
    DynamoDbClient client =
        client(options)
            .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(TABLE_ANSWER))
            .overrideConfiguration(o -> o.retryStrategy(RetryMode.STANDARD))
            .build();
    return DynamoDestination.of(
        DynamoAccess.of(region, endpoint(options), credentials).withPatience(options.patience()),
        options.exclusive ? WritePath.BATCH_WRITE : WritePath.INSERT_IF_ABSENT,
        options.inFlight,
        client,
        options.createTables);
  }

  private static PartStore bucket(String option, String where, SourceOptions options) {
    String rest = where.substring("s3://".length());
    int slash = rest.indexOf('/');
    String bucket = slash < 0 ? rest : rest.substring(0, slash);
    if (bucket.isEmpty()) {
      throw new IllegalArgumentException(
          option + " must be like s3://bucket/prefix, was '" + where + "'");
    }
    S3ClientBuilder client =
        S3Client.builder()
            .region(AwsAccess.region())
            .credentialsProvider(AwsAccess.credentials())
            .httpClient(UrlConnectionHttpClient.create());
    if (options.awsEndpoint != null) {
      client.endpointOverride(options.awsEndpoint).forcePathStyle(true);
    }
    String prefix = slash < 0 ? "" : rest.substring(slash + 1).replaceAll("/+$", "");
    return new BucketParts(client.build(), bucket, prefix);
  }

  private static @Nullable URI endpoint(SourceOptions options) {
    if (options.awsEndpoint != null) {
      return options.awsEndpoint;
    }
    Map<String, String> environment = System.getenv();
    String named =
        environment.getOrDefault(
            "AWS_ENDPOINT_URL_DYNAMODB", environment.getOrDefault("AWS_ENDPOINT_URL", ""));
    return named.isBlank() ? null : URI.create(named);
  }
}
