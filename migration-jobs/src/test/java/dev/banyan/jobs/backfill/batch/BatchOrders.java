package dev.banyan.jobs.backfill.batch;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.banyan.jobs.Sides;
import dev.banyan.jobs.backfill.BackfillProgress;
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
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.batch.core.job.JobExecution;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** Orders, and the job that copies them, with embedded servers for both sides. */
abstract class BatchOrders {

  static final String JOB = "backfill-orders";
  static final String JOBS = "banyan_jobs";

  static Sides sides;
  static MongoClient mongo;

  final List<DeadLetter> letters = Collections.synchronizedList(new ArrayList<>());
  final DeadLetterSink sink =
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
  String yaml =
      "collection: orders\ntable: orders\npartition: \"{customer}\"\nsort: \"{_id:int32}\"\n";
  URI endpoint = sides.endpoint();
  CopyConfig config =
      CopyConfig.DEFAULT.withDocumentsPerRange(300).withCheckpointEvery(Duration.ZERO);
  BatchStore store;

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

  void insertOrders(int count) {
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

  BatchBackfill job(Throttle throttle) {
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

  CollectionResult run() {
    return run(new Throttle(4, 0, System::nanoTime), progress -> {});
  }

  CollectionResult run(Throttle throttle, BackfillProgress.Listener listener) {
    try (BatchBackfill job = job(throttle)) {
      return job.run(listener);
    }
  }

  long items() {
    return sides.dynamoDb().scanPaginator(s -> s.tableName("orders")).items().stream().count();
  }

  List<JobExecution> executions() {
    return store.repository().getJobExecutions(store.repository().getLastJobInstance(JOB));
  }

  CollectionResult stoppedRun() {
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

  JobLease lease() {
    try {
      return JobLease.claim(mongo.getDatabase(JOBS), JOB, held -> {});
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
