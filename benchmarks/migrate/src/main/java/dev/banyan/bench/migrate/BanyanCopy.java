package dev.banyan.bench.migrate;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.banyan.bench.BenchException;
import dev.banyan.control.InMemoryControlStore;
import dev.banyan.jobs.backfill.BackfillConfig;
import dev.banyan.jobs.backfill.BackfillJob;
import dev.banyan.jobs.backfill.BackfillPhase;
import dev.banyan.jobs.backfill.BackfillResult;
import dev.banyan.jobs.backfill.CapabilityBackfill;
import dev.banyan.jobs.backfill.ItemTarget;
import dev.banyan.jobs.backfill.JobStores;
import dev.banyan.jobs.checkpoint.FileCheckpointStore;
import dev.banyan.jobs.mapping.Mapped.Row;
import dev.banyan.stream.Backoff;
import dev.banyan.stream.InsertIfAbsent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Our backfill, race-safe, with its checkpoints in files. The one class to change when the job's
 * entry point does.
 */
final class BanyanCopy implements Copy {

  @Override
  public void run(Order order) throws Exception {
    Path checkpoints = Files.createTempDirectory("banyan-bench-checkpoints");
    try (MongoClient mongo = MongoClients.create(order.source());
        DynamoDbClient dynamoDb = Tables.client(order.endpoint());
        BackfillJob job =
            new BackfillJob(
                new CapabilityBackfill(
                    "bench",
                    List.of(
                        new BackfillPhase<>(
                            "customers", new CustomerMapping(), target(dynamoDb, order)))),
                mongo.getDatabase(Documents.DATABASE),
                new JobStores(
                    new FileCheckpointStore(checkpoints),
                    new InMemoryControlStore(),
                    letter -> {
                      throw new BenchException("dead letter: " + letter.cause());
                    }),
                BackfillConfig.DEFAULT,
                Clock.systemUTC())) {
      BackfillResult result = job.run(progress -> {});
      if (result.written() < order.documents()) {
        throw new BenchException("written " + result.written() + " of " + order.documents());
      }
    }
  }

  private static ItemTarget<Map<String, AttributeValue>> target(
      DynamoDbClient dynamoDb, Order order) {
    InsertIfAbsent insert =
        new InsertIfAbsent(dynamoDb, order.table(), List.of("pk"), Backoff.DEFAULT);
    return rows -> insert.insert(rows.stream().map(Row::value).toList());
  }
}
