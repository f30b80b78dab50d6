package dev.banyan.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.control.InMemoryControlStore;
import dev.banyan.jobs.backfill.BackfillResult;
import dev.banyan.jobs.backfill.copy.CopyConfig;
import dev.banyan.jobs.verify.CapabilityVerification;
import dev.banyan.jobs.verify.VerificationConfig;
import dev.banyan.jobs.verify.VerificationJob;
import dev.banyan.jobs.verify.VerificationResult;
import java.time.Clock;
import java.util.List;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.bson.types.MaxKey;
import org.bson.types.MinKey;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
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

      BackfillResult copied =
          CapabilityRuns.relationships(
              sides, control, CopyConfig.DEFAULT.withDocumentsPerRange(300));

      assertThat(copied.documents()).isEqualTo(2_000 + odd.size());
      assertThat(copied.written()).isEqualTo(2_000);
      assertThat(copied.deadLetters()).isEqualTo(odd.size());
      odd.forEach(id -> sides.follows().deleteOne(new Document("_id", id)));
      assertThat(verify(sides, control).isGood()).isTrue();
      sides.follows().insertOne(Sides.follow("only", "here"));
      assertThat(verify(sides, control).differences()).isEqualTo(1);
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
