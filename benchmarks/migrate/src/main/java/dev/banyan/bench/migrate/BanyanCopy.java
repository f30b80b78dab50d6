package dev.banyan.bench.migrate;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.banyan.bench.BenchException;
import dev.banyan.jobs.backfill.copy.CollectionBackfill;
import dev.banyan.jobs.backfill.copy.CollectionSource;
import dev.banyan.jobs.backfill.copy.CopyConfig;
import dev.banyan.jobs.backfill.copy.CopyStores;
import dev.banyan.jobs.backfill.copy.CopyTask;
import dev.banyan.jobs.backfill.copy.ItemDestination;
import dev.banyan.jobs.backfill.wire.DynamoAccess;
import dev.banyan.jobs.backfill.wire.DynamoDestination;
import dev.banyan.jobs.backfill.wire.WritePath;
import dev.banyan.jobs.checkpoint.Counts;
import dev.banyan.jobs.checkpoint.FileCheckpointStore;
import dev.banyan.jobs.mapping.CompiledMapping;
import dev.banyan.jobs.range.ChangePosition;
import dev.banyan.jobs.throttle.SourcePace;
import dev.banyan.jobs.throttle.Throttle;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Our backfill as {@code banyan backfill} runs it, with its checkpoints in files. */
final class BanyanCopy implements Copy {

  private static final int IN_FLIGHT = 16;

  private final WritePath path;

  BanyanCopy(WritePath path) {
    this.path = path;
  }

  @Override
  public void run(Order order) throws Exception {
    Path checkpoints = Files.createTempDirectory("banyan-bench-checkpoints");
    try (MongoClient mongo = MongoClients.create(order.source());
        DynamoDbClient dynamoDb = Tables.client(order.endpoint());
        ItemDestination destination = destination(dynamoDb, order);
        CollectionBackfill job =
            job(
                Documents.mapping(order.table()),
                mongo.getDatabase(Documents.DATABASE),
                destination,
                checkpoints)) {
      Counts counts = job.run(progress -> {}).counts();
      if (counts.written() + counts.alreadyNewer() < order.documents()) {
        throw new BenchException("written " + counts + " of " + order.documents());
      }
    }
  }

  private ItemDestination destination(DynamoDbClient dynamoDb, Order order) {
    return DynamoDestination.of(
        DynamoAccess.of(Region.US_EAST_1, URI.create(order.endpoint()), Tables.CREDENTIALS),
        path,
        IN_FLIGHT,
        dynamoDb,
        false);
  }

  private static CollectionBackfill job(
      CompiledMapping mapping,
      MongoDatabase database,
      ItemDestination destination,
      Path checkpoints) {
    Throttle throttle = new Throttle(IN_FLIGHT, 0, System::nanoTime);
    CopyConfig config = CopyConfig.DEFAULT;
    String collection = mapping.collection();
    return new CollectionBackfill(
        new CopyTask(
            "bench",
            mapping,
            new CollectionSource(database, collection, config, SourcePace.none(), throttle),
            destination,
            () -> ChangePosition.now(database, collection)),
        new CopyStores(
            new FileCheckpointStore(checkpoints),
            letter -> {
              throw new BenchException("dead letter: " + letter.cause());
            }),
        config,
        throttle,
        Clock.systemUTC());
  }
}
