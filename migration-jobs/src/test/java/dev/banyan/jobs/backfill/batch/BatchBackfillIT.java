package dev.banyan.jobs.backfill.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.banyan.jobs.JobException;
import dev.banyan.jobs.Sides;
import dev.banyan.jobs.backfill.BackfillProgress;
import dev.banyan.jobs.backfill.BackfillResult.Ending;
import dev.banyan.jobs.backfill.copy.CollectionResult;
import dev.banyan.jobs.backfill.copy.CollectionSource;
import dev.banyan.jobs.backfill.copy.CopyConfig;
import dev.banyan.jobs.backfill.copy.CopyTask;
import dev.banyan.jobs.backfill.wire.DynamoAccess;
import dev.banyan.jobs.backfill.wire.DynamoDestination;
import dev.banyan.jobs.backfill.wire.WritePath;
import dev.banyan.jobs.checkpoint.DeadLetterSink;
import dev.banyan.jobs.mapping.CompiledMapping;
import dev.banyan.jobs.mapping.MappingFile;
import dev.banyan.jobs.range.ChangePosition;
import dev.banyan.jobs.throttle.SourcePace;
import dev.banyan.jobs.throttle.Throttle;
import dev.banyan.stream.DeadLetter;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.step.StepExecution;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** What operators find in Spring Batch's repository, and that a job goes on by it. */
final class BatchBackfillIT {

  private static final String JOB = "backfill-orders";
  private static final String JOBS = "banyan_jobs";

  private static Sides sides;
  private static MongoClient mongo;

  private final List<DeadLetter> letters = Collections.synchronizedList(new ArrayList<>());
  private final DeadLetterSink sink =
      new DeadLetterSink() {
        @Override
        public void put(DeadLetter letter) {
          letters.add(letter);
        }

        @Override
        public void clear() {
          letters.clear();
        }
      };
  private String yaml =
      "collection: orders\ntable: orders\npartition: \"{customer}\"\nsort: \"{_id:int32}\"\n";
  private URI endpoint = sides.endpoint();
  private CopyConfig config =
      CopyConfig.DEFAULT.withDocumentsPerRange(300).withCheckpointEvery(Duration.ZERO);
  private BatchStore store;

  @BeforeAll
  static void start() throws Exception {
    sides = Sides.embedded();
    mongo = MongoClients.create(sides.mongoUri());
  }

  @AfterAll
  static void stop() throws Exception {
    mongo.close();
    sides.close();
  }

  @BeforeEach
  void reset() {
    sides.reset();
    mongo.getDatabase(JOBS).drop();
    store = BatchStore.open(mongo, JOBS);
  }

  private void insertOrders(int count) {
    List<Document> orders = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      orders.add(new Document("_id", i).append("customer", "c" + i % 7));
    }
    if (count > 0) {
      sides.mongo().getCollection("orders").insertMany(orders);
    } else {
      sides.mongo().createCollection("orders");
    }
  }

  private BatchBackfill job(Throttle throttle) {
    CompiledMapping mapping = MappingFile.parse("m.yaml", yaml).mappings().get(0);
    DynamoAccess access =
        new DynamoAccess(
            endpoint,
            "us-east-1",
            StaticCredentialsProvider.create(AwsBasicCredentials.create("banyan", "banyan")),
            Duration.ofSeconds(2));
    CopyTask task =
        new CopyTask(
            JOB,
            mapping,
            new CollectionSource(sides.mongo(), "orders", config, SourcePace.none(), throttle),
            DynamoDestination.of(access, WritePath.INSERT_IF_ABSENT, 4, sides.dynamoDb(), true),
            () -> ChangePosition.now(sides.mongo(), "orders"));
    return new BatchBackfill(new BatchJob(task, store, config, throttle, sink, Clock.systemUTC()));
  }

  private CollectionResult run() {
    return run(new Throttle(4, 0, System::nanoTime), progress -> {});
  }

  private CollectionResult run(Throttle throttle, BackfillProgress.Listener listener) {
    try (BatchBackfill job = job(throttle)) {
      return job.run(listener);
    }
  }

  private long items() {
    return sides.dynamoDb().scanPaginator(s -> s.tableName("orders")).items().stream().count();
  }

  private List<JobExecution> executions() {
    return store.repository().getJobExecutions(store.repository().getLastJobInstance(JOB));
  }

  private CollectionResult stoppedRun() {
    Throttle slow = new Throttle(2, 0, System::nanoTime);
    slow.set(false, 400);
    return run(
        slow,
        progress -> {
          if (progress.documents() > 100) {
            slow.stop();
          }
        });
  }

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

  private JobLease lease() {
    try {
      return JobLease.claim(mongo.getDatabase(JOBS), JOB, held -> {});
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
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
