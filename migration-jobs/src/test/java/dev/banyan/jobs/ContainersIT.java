package dev.banyan.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.control.InMemoryControlStore;
import dev.banyan.jobs.backfill.BackfillConfig;
import dev.banyan.jobs.backfill.BackfillJob;
import dev.banyan.jobs.backfill.BackfillResult;
import dev.banyan.jobs.backfill.CapabilityBackfill;
import dev.banyan.jobs.backfill.JobStores;
import dev.banyan.jobs.checkpoint.FileCheckpointStore;
import dev.banyan.jobs.verify.CapabilityVerification;
import dev.banyan.jobs.verify.VerificationConfig;
import dev.banyan.jobs.verify.VerificationJob;
import dev.banyan.jobs.verify.VerificationResult;
import dev.banyan.relationships.RelationshipTable;
import dev.banyan.stream.DeadLetterTable;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.bson.types.MaxKey;
import org.bson.types.MinKey;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.mongodb.MongoDBContainer;
import org.testcontainers.utility.DockerImageName;

/** The jobs between a real MongoDB and LocalStack, where there is Docker. */
@Tag("docker")
@Testcontainers(disabledWithoutDocker = true)
final class ContainersIT {

  @Container
  private static final MongoDBContainer MONGO =
      new MongoDBContainer(DockerImageName.parse("mongo:8.0")).withReplicaSet();

  @Container
  private static final LocalStackContainer AWS =
      new LocalStackContainer(DockerImageName.parse("localstack/localstack:4.14.0"))
          .withServices("dynamodb");

  @TempDir Path state;

  @Test
  void backfillAndVerification_agree_whateverTheTypeOfAnId() throws Exception {
    try (Sides sides = Sides.at(MONGO.getReplicaSetUrl(), AWS.getEndpoint(), List.of())) {
      sides.reset();
      sides.insertFollows(2_000);
      List<Object> odd =
          List.of(
              1,
              2L,
              3.5,
              Double.NaN,
              Decimal128.parse("4.5"),
              new ObjectId(),
              true,
              new MinKey(),
              new MaxKey(),
              new Document("a", 1));
      odd.forEach(id -> sides.follows().insertOne(new Document("_id", id)));
      InMemoryControlStore control = new InMemoryControlStore();

      BackfillResult copied = backfill(sides, control);

      assertThat(copied.documents()).isEqualTo(2_000 + odd.size());
      assertThat(copied.written()).isEqualTo(2_000);
      assertThat(copied.deadLetters()).isEqualTo(odd.size());
      odd.forEach(id -> sides.follows().deleteOne(new Document("_id", id)));
      assertThat(verify(sides, control).isGood()).isTrue();
      sides.follows().insertOne(Sides.follow("only", "here"));
      assertThat(verify(sides, control).differences()).isEqualTo(1);
    }
  }

  private BackfillResult backfill(Sides sides, InMemoryControlStore control) {
    try (BackfillJob job =
        new BackfillJob(
            CapabilityBackfill.relationships(
                new RelationshipTable(sides.dynamoDb(), Clock.systemUTC())),
            sides.mongo(),
            new JobStores(
                new FileCheckpointStore(state),
                control,
                new DeadLetterTable(sides.dynamoDb())::put),
            BackfillConfig.DEFAULT.withDocumentsPerRange(300),
            Clock.systemUTC())) {
      return job.run(progress -> {});
    }
  }

  private static VerificationResult verify(Sides sides, InMemoryControlStore control) {
    try (VerificationJob job =
        new VerificationJob(
            CapabilityVerification.relationships(sides.mongo(), sides.dynamoDb()),
            control,
            VerificationConfig.DEFAULT,
            Clock.systemUTC())) {
      return job.run(progress -> {});
    }
  }
}
