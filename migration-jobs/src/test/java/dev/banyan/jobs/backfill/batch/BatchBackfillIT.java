package dev.banyan.jobs.backfill.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banyan.jobs.JobException;
import dev.banyan.jobs.backfill.BackfillResult.Ending;
import dev.banyan.jobs.backfill.copy.CollectionResult;
import dev.banyan.jobs.throttle.Throttle;
import java.util.Date;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.step.StepExecution;

/** What operators find in Spring Batch's repository, and that a job goes on by it. */
final class BatchBackfillIT extends BatchOrders {

  @Test
  void run_leavesJobStepsAndPartitions_asSpringBatchNamesThem() {
    insertOrders(1_000);
    sides
        .mongo()
        .getCollection("orders")
        .insertOne(new Document("_id", "text").append("customer", "c"));

    CollectionResult result = run();

    assertThat(result.ending()).isEqualTo(Ending.COMPLETED);
    assertThat(result.counts().written()).isEqualTo(1_000);
    assertThat(letters).hasSize(1);
    assertThat(items()).isEqualTo(1_000);
    JobExecution execution = executions().get(0);
    assertThat(execution.getStatus()).isEqualTo(BatchStatus.COMPLETED);
    assertThat(execution.getStepExecutions())
        .extracting(StepExecution::getStepName)
        .contains("plan", "copy", "finish", "range:00000", "range:00003");
    assertThat(execution.getStepExecutions())
        .extracting(StepExecution::getStatus)
        .containsOnly(BatchStatus.COMPLETED);
    StepExecution copy =
        execution.getStepExecutions().stream()
            .filter(step -> step.getStepName().equals("copy"))
            .findFirst()
            .orElseThrow();
    assertThat(copy.getReadCount()).isEqualTo(1_001);
    assertThat(copy.getWriteCount()).isEqualTo(1_000);
    assertThat(copy.getProcessSkipCount()).isEqualTo(1);
    assertThat(run().ending()).isEqualTo(Ending.ALREADY_COMPLETED);
  }

  @Test
  void run_ofNothing_completes() {
    insertOrders(0);

    assertThat(run().ending()).isEqualTo(Ending.COMPLETED);
  }

  @Test
  void close_stopsTheJob_whichIsRestartedWithItsUnfinishedPartitionsOnly() {
    insertOrders(3_000);
    CollectionResult first = stoppedRun();
    assertThat(first.ending()).isEqualTo(Ending.STOPPED);
    assertThat(executions().get(0).getStatus()).isEqualTo(BatchStatus.STOPPED);

    CollectionResult second = run();

    assertThat(second.ending()).isEqualTo(Ending.COMPLETED);
    assertThat(second.counts().documents()).isEqualTo(3_000);
    assertThat(second.counts().alreadyNewer()).as("nothing is done twice after a stop").isZero();
    assertThat(items()).isEqualTo(3_000);
    assertThat(executions()).hasSize(2);
  }

  @Test
  void run_goesOn_afterAProcessThatSaidNothing() {
    insertOrders(3_000);
    CollectionResult first = stoppedRun();
    pretendKilled("STARTED");
    assertThat(run().counts().documents()).isEqualTo(3_000);
    assertThat(first.counts().documents()).isPositive();
    assertThat(executions())
        .extracting(JobExecution::getStatus)
        .containsExactlyInAnyOrder(BatchStatus.FAILED, BatchStatus.COMPLETED);
  }

  @Test
  void run_goesOn_afterAnUnknownEnd() {
    insertOrders(3_000);
    stoppedRun();
    pretendKilled("UNKNOWN");

    assertThat(run().ending()).isEqualTo(Ending.COMPLETED);
    assertThat(items()).isEqualTo(3_000);
  }

  /** As {@code kill -9} leaves it: executions that run, a lease of a process that is gone. */
  private void pretendKilled(String status) {
    Document running = new Document("$set", new Document("status", status).append("endTime", null));
    var jobs = mongo.getDatabase(JOBS);
    jobs.getCollection("BATCH_JOB_EXECUTION").updateMany(new Document(), running);
    jobs.getCollection("BATCH_STEP_EXECUTION")
        .updateMany(new Document("status", new Document("$ne", "COMPLETED")), running);
    Document lease;
    try (JobLease mine = lease()) {
      lease = jobs.getCollection("BANYAN_LEASES").find().first();
    }
    assertThat(lease).isNotNull();
    jobs.getCollection("BANYAN_LEASES")
        .insertOne(lease.append("startedAt", 1L).append("at", new Date(0)));
  }

  @Test
  void run_isRefused_whileAnotherProcessWorksOnTheJob() {
    insertOrders(10);
    try (JobLease other = lease()) {
      assertThatThrownBy(this::run)
          .isInstanceOf(JobException.class)
          .hasMessageContaining("is being worked on by process");
    }
    assertThat(run().ending()).isEqualTo(Ending.COMPLETED);
  }

  @Test
  void run_isRefused_whenTheMappingHasChanged_andBeginsAnewIfAskedTo() {
    insertOrders(3_000);
    stoppedRun();
    yaml = yaml + "exclude: [note]\n";

    assertThatThrownBy(this::run).hasMessageContaining("--restart");
    config = config.withRestart(true);
    CollectionResult anew = run();

    assertThat(anew.counts().documents()).isEqualTo(3_000);
    assertThat(anew.counts().alreadyNewer()).isPositive();
    assertThat(store.repository().getJobInstances(JOB, 0, 9)).hasSize(2);
  }

  @Test
  void run_stops_whenTheJobIsStoppedByMeansOfSpringBatch() throws Exception {
    insertOrders(3_000);
    Throttle slow = new Throttle(2, 0, System::nanoTime);
    slow.set(false, 300);
    CountDownLatch running = new CountDownLatch(1);
    CompletableFuture<CollectionResult> ended =
        CompletableFuture.supplyAsync(() -> run(slow, progress -> running.countDown()));
    assertThat(running.await(60, TimeUnit.SECONDS)).isTrue();

    store.operator().stop(executions().get(0));

    assertThat(ended.get(60, TimeUnit.SECONDS).ending()).isEqualTo(Ending.STOPPED);
    assertThat(run().ending()).isEqualTo(Ending.COMPLETED);
    assertThat(items()).isEqualTo(3_000);
  }
}
