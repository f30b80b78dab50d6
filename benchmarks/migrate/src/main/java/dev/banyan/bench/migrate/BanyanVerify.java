package dev.banyan.bench.migrate;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.banyan.bench.BenchException;
import dev.banyan.control.InMemoryControlStore;
import dev.banyan.jobs.verify.MappedVerification;
import dev.banyan.jobs.verify.VerificationConfig;
import dev.banyan.jobs.verify.VerificationJob;
import dev.banyan.jobs.verify.VerificationResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * The whole verification as {@code banyan verify --mapping} runs it, with its state on disk and the
 * search for extra items; only the pause between generations is shorter, because nothing changes.
 */
final class BanyanVerify implements Copy {

  private static final Duration SETTLE = Duration.ofMillis(50);

  @Override
  public void run(Order order) throws Exception {
    Path state = Files.createTempDirectory("banyan-bench-verify");
    try (MongoClient mongo = MongoClients.create(order.source());
        DynamoDbClient dynamoDb = Tables.client(order.endpoint());
        MappedVerification verification =
            new MappedVerification(
                "bench",
                List.of(Documents.mapping(order.table())),
                mongo.getDatabase(Documents.DATABASE),
                dynamoDb,
                state,
                true,
                Clock.systemUTC());
        VerificationJob job =
            new VerificationJob(
                verification.what(),
                new InMemoryControlStore(),
                VerificationConfig.DEFAULT.withSettle(SETTLE),
                Clock.systemUTC())) {
      VerificationResult result = job.run(progress -> {});
      if (!result.isGood() || result.compared() < order.documents()) {
        throw new BenchException("not good: " + result);
      }
    } finally {
      MappedVerification.restart(state);
    }
  }
}
