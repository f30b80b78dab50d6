package dev.banyan.jobs.backfill.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banyan.jobs.JobException;
import dev.banyan.jobs.backfill.BackfillResult.Ending;
import dev.banyan.jobs.backfill.copy.CollectionResult;
import dev.banyan.jobs.backfill.copy.CopyTask;
import java.net.URI;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/** Which job a start goes on with, and which it must not. */
final class JobIdentityIT extends BatchOrders {

  @Test
  void run_findsItsJobAgain_whenTheTableIsReachedByAnotherAddress() {
    insertOrders(3_000);
    stoppedRun();
    endpoint = URI.create("http://localhost:" + sides.endpoint().getPort());

    CollectionResult result = run();

    assertThat(result.ending()).isEqualTo(Ending.COMPLETED);
    assertThat(result.counts().alreadyNewer()).as("went on").isZero();
    assertThat(items()).isEqualTo(3_000);
  }

  /** Its checkpoints are another table's, whatever that one was called. */
  @Test
  void run_isRefused_whenTheTableWasMadeAnew() {
    insertOrders(3_000);
    stoppedRun();
    sides.dynamoDb().deleteTable(d -> d.tableName("orders"));

    assertThatThrownBy(this::run)
        .isInstanceOf(JobException.class)
        .hasMessageContaining("orders, which is not there")
        .hasMessageContaining("--restart");
    config = config.withRestart(true);
    assertThat(run().ending()).isEqualTo(Ending.COMPLETED);
    assertThat(items()).isEqualTo(3_000);
  }

  @Test
  void restart_forgetsDeadLetters_onlyWhenTheJobIsItsOwn() {
    insertOrders(10);
    sides.mongo().getCollection("orders").insertOne(new Document("_id", "t").append("customer", 1));
    run();
    assertThat(letters).hasSize(1);
    config = config.withRestart(true);
    try (JobLease other = lease()) {
      assertThatThrownBy(this::run).hasMessageContaining("is being worked on");
    }
    assertThat(letters).as("another process is at work on them").hasSize(1);
    sides.mongo().getCollection("orders").deleteOne(new Document("_id", "t"));

    run();

    assertThat(letters).isEmpty();
  }

  @Test
  void run_isRefused_withMorePartitionsThanARepositoryHolds() {
    insertOrders(CopyTask.MOST_RANGES + 10);
    config = config.withDocumentsPerRange(1);

    assertThatThrownBy(this::run)
        .isInstanceOf(JobException.class)
        .hasMessageContaining("5,010 partitions")
        .hasMessageContaining("--documents-per-range be 2 at least");
    config = config.withDocumentsPerRange(2_000);
    assertThat(run().ending()).isEqualTo(Ending.COMPLETED);
  }
}
