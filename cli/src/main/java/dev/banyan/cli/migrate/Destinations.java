package dev.banyan.cli.migrate;

import dev.banyan.cli.stack.AwsAccess;
import dev.banyan.jobs.backfill.copy.ItemDestination;
import dev.banyan.jobs.backfill.wire.DynamoAccess;
import dev.banyan.jobs.backfill.wire.DynamoDestination;
import dev.banyan.jobs.backfill.wire.WritePath;
import dev.banyan.jobs.s3.BucketParts;
import dev.banyan.jobs.s3.DirectoryParts;
import dev.banyan.jobs.s3.ImportFiles;
import dev.banyan.jobs.s3.LargeItemParts;
import dev.banyan.jobs.s3.PartStore;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** What {@code --to} names. */
final class Destinations {

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

  private static ItemDestination tables(SourceOptions options) {
    AwsCredentialsProvider credentials = AwsAccess.credentials();
    Region region = AwsAccess.region();
    @Nullable URI endpoint = endpoint(options);
    DynamoDbClientBuilder client =
        DynamoDbClient.builder()
            .region(region)
            .credentialsProvider(credentials)
            .httpClient(UrlConnectionHttpClient.create());
    if (endpoint != null) {
      client.endpointOverride(endpoint);
    }
    return DynamoDestination.of(
        DynamoAccess.of(region, endpoint, credentials).withPatience(options.patience()),
        options.exclusive ? WritePath.BATCH_WRITE : WritePath.INSERT_IF_ABSENT,
        options.inFlight,
        client.build(),
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
