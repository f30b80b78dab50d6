package dev.banyan.bench.migrate;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.banyan.bench.BenchException;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.configuration.support.MapJobRegistry;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.launch.support.TaskExecutorJobOperator;
import org.springframework.batch.core.repository.support.ResourcelessJobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.ItemWriter;
import org.springframework.batch.infrastructure.item.data.MongoCursorItemReader;
import org.springframework.batch.infrastructure.item.data.builder.MongoCursorItemReaderBuilder;
import org.springframework.batch.infrastructure.support.transaction.ResourcelessTransactionManager;
import org.springframework.data.domain.Sort;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.SimpleMongoClientDatabaseFactory;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Spring Batch as its documentation shows it: {@link MongoCursorItemReader}, a chunk-oriented step,
 * a writer; no job store, which favours it. Its step has one thread.
 */
final class SpringBatchCopy implements Copy {

  private static final int CURSOR_BATCH = 1_000;

  private final boolean batchWrite;

  /** With {@code BatchWriteItem} per chunk of 25, or a conditional {@code PutItem} per item. */
  SpringBatchCopy(boolean batchWrite) {
    this.batchWrite = batchWrite;
  }

  @Override
  public void run(Order order) throws Exception {
    try (MongoClient mongo = MongoClients.create(order.source());
        DynamoDbClient dynamoDb = Tables.client(order.endpoint())) {
      ResourcelessJobRepository repository = new ResourcelessJobRepository();
      Step step =
          new StepBuilder("copy", repository)
              .<Document, Document>chunk(Tables.BATCH)
              .transactionManager(new ResourcelessTransactionManager())
              .reader(reader(mongo, order))
              .writer(writer(dynamoDb, order.table()))
              .build();
      Job job = new JobBuilder("copy", repository).start(step).build();
      TaskExecutorJobOperator operator = new TaskExecutorJobOperator();
      operator.setJobRepository(repository);
      operator.setJobRegistry(new MapJobRegistry());
      operator.afterPropertiesSet();
      JobParameters parameters =
          new JobParametersBuilder().addString("table", order.table()).toJobParameters();
      JobExecution execution = operator.start(job, parameters);
      if (execution.getStatus() != BatchStatus.COMPLETED) {
        throw new BenchException("Spring Batch: " + execution.getAllFailureExceptions());
      }
    }
  }

  private static MongoCursorItemReader<Document> reader(MongoClient mongo, Order order) {
    return new MongoCursorItemReaderBuilder<Document>()
        .name("customers")
        .template(
            new MongoTemplate(new SimpleMongoClientDatabaseFactory(mongo, Documents.DATABASE)))
        .collection(Documents.COLLECTION)
        .targetType(Document.class)
        .jsonQuery("{}")
        .sorts(Map.of("_id", Sort.Direction.ASC))
        .batchSize(CURSOR_BATCH)
        .maxItemCount(order.documents())
        .build();
  }

  private ItemWriter<Document> writer(DynamoDbClient client, String table) {
    return chunk -> {
      List<? extends Document> documents = chunk.getItems();
      if (batchWrite) {
        Tables.batchWrite(client, table, documents.stream().map(DocumentItems::of).toList());
      } else {
        documents.forEach(
            document -> Tables.conditionalPut(client, table, DocumentItems.of(document)));
      }
    };
  }
}
