package dev.banyan.localcloud;

import dev.banyan.localcloud.kinesis.KinesisConfig;
import dev.banyan.localcloud.kinesis.LocalKinesis;
import dev.banyan.localcloud.mongo.EmbeddedMongo;
import dev.banyan.localcloud.mongo.EmbeddedMongoConfig;
import dev.banyan.localcloud.sqs.LocalSqs;
import dev.banyan.localcloud.sqs.SqsConfig;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Supplier;

/** The stores, embedded or external, started side by side. */
final class Stores implements AutoCloseable {

  /** A Kinesis stream may take this part of the heap, and as much the history of MongoDB. */
  private static final int HEAP_SHARE = 10;

  private static final int HISTORY_BYTES_PER_ENTRY = 320;

  private final ConcurrentLinkedDeque<AutoCloseable> started = new ConcurrentLinkedDeque<>();
  private final CompletableFuture<String> mongoUri;
  private final CompletableFuture<URI> dynamodb;
  private final CompletableFuture<URI> kinesis;
  private final CompletableFuture<URI> sqs;

  private Stores(LocalCloudConfig config) {
    Ports ports = config.ports();
    String externalMongo = config.mongoUri();
    URI externalAws = config.awsEndpoint();
    this.mongoUri =
        externalMongo == null
            ? async(() -> mongo(ports.mongo()))
            : CompletableFuture.completedFuture(externalMongo);
    boolean embedded = externalAws == null;
    CompletableFuture<URI> external = CompletableFuture.completedFuture(externalAws);
    this.dynamodb = embedded ? async(() -> dynamodb(ports.dynamodb())) : external;
    this.kinesis = embedded ? async(() -> kinesis(ports.kinesis())) : external;
    this.sqs = embedded ? async(() -> sqs(ports.sqs())) : external;
  }

  /** Returns when all are up; none is left behind if one fails. */
  static Stores start(LocalCloudConfig config) {
    Stores stores = new Stores(config);
    // All have ended before the first failure is told: closing must not overtake a start.
    List<CompletableFuture<?>> all =
        List.of(stores.mongoUri, stores.dynamodb, stores.kinesis, stores.sqs);
    List<RuntimeException> failures = new ArrayList<>();
    all.forEach(each -> await(each, failures));
    if (!failures.isEmpty()) {
      stores.close();
      throw failures.get(0);
    }
    return stores;
  }

  String mongoUri() {
    return mongoUri.join();
  }

  URI dynamodb() {
    return dynamodb.join();
  }

  URI kinesis() {
    return kinesis.join();
  }

  URI sqs() {
    return sqs.join();
  }

  /** Stops the embedded ones, the last started first. */
  @Override
  public void close() {
    for (AutoCloseable each = started.pollLast(); each != null; each = started.pollLast()) {
      Closing.quietly(each);
    }
  }

  private String mongo(int port) {
    long bytes = heapShare();
    int entries = (int) Math.min(Integer.MAX_VALUE, bytes / HISTORY_BYTES_PER_ENTRY);
    EmbeddedMongo mongo =
        EmbeddedMongo.start(EmbeddedMongoConfig.onPort(port).withHistory(entries, bytes));
    started.add(mongo);
    return mongo.connectionString();
  }

  private URI dynamodb(int port) {
    LocalDynamoDb local = LocalDynamoDb.start(port);
    started.add(local);
    return local.endpoint();
  }

  private URI kinesis(int port) {
    LocalKinesis local =
        LocalKinesis.start(KinesisConfig.defaults().withPort(port).withMaxStreamBytes(heapShare()));
    started.add(local);
    return local.endpoint();
  }

  private URI sqs(int port) {
    LocalSqs local = LocalSqs.start(SqsConfig.defaults().withPort(port));
    started.add(local);
    return local.endpoint();
  }

  private static long heapShare() {
    return Runtime.getRuntime().maxMemory() / HEAP_SHARE;
  }

  private static <T> CompletableFuture<T> async(Supplier<T> start) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread thread = new Thread(() -> complete(result, start), "local-cloud-start");
    thread.setDaemon(true);
    thread.start();
    return result;
  }

  private static <T> void complete(CompletableFuture<T> result, Supplier<T> start) {
    try {
      result.complete(start.get());
    } catch (Throwable e) {
      result.completeExceptionally(e);
    }
  }

  private static void await(CompletableFuture<?> each, List<RuntimeException> failures) {
    try {
      each.join();
    } catch (CompletionException e) {
      failures.add(e.getCause() instanceof RuntimeException known ? known : e);
    }
  }
}
