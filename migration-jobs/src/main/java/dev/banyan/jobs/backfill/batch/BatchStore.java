package dev.banyan.jobs.backfill.batch;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.UpdateOptions;
import dev.banyan.jobs.JobException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.springframework.batch.core.configuration.support.MapJobRegistry;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.launch.support.TaskExecutorJobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.repository.support.MongoJobRepositoryFactoryBean;
import org.springframework.dao.DataAccessException;
import org.springframework.data.mongodb.MongoTransactionManager;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.SimpleMongoClientDatabaseFactory;
import org.springframework.data.mongodb.core.convert.MappingMongoConverter;

/**
 * Spring Batch's MongoDB job repository in a database, with its collections and indexes ({@code
 * schema-mongodb.js} of Spring Batch), which are made if they lack. Thread-safe; the client stays
 * its owner's.
 */
public final class BatchStore {

  /** Where jobs are kept, beside the database that is read, unless another is named. */
  public static final String DATABASE = "banyan_jobs";

  private static final List<String> COLLECTIONS =
      List.of(
          "BATCH_JOB_INSTANCE",
          "BATCH_JOB_EXECUTION",
          "BATCH_STEP_EXECUTION",
          "BATCH_SEQUENCES",
          JobLease.COLLECTION);

  private static final Map<String, List<Document>> INDEXES =
      Map.of(
          "BATCH_JOB_INSTANCE",
          List.of(
              new Document("jobName", 1).append("jobKey", 1), new Document("jobInstanceId", -1)),
          "BATCH_JOB_EXECUTION",
          List.of(
              new Document("jobInstanceId", 1).append("status", 1),
              new Document("jobExecutionId", 1)),
          "BATCH_STEP_EXECUTION",
          List.of(
              new Document("stepExecutionId", 1),
              new Document("jobExecutionId", 1).append("name", 1)));

  private final MongoDatabase database;
  private final JobRepository repository;
  private final JobOperator operator;

  private BatchStore(MongoDatabase database, JobRepository repository, JobOperator operator) {
    this.database = database;
    this.repository = repository;
    this.operator = operator;
  }

  /**
   * Opens it, and makes what lacks of it.
   *
   * @throws JobException if the database cannot be written, with the remedy
   */
  public static BatchStore open(MongoClient client, String name) {
    try {
      MongoDatabase database = client.getDatabase(name);
      create(database);
      SimpleMongoClientDatabaseFactory factory = new SimpleMongoClientDatabaseFactory(client, name);
      MongoTemplate template = new MongoTemplate(factory);
      ((MappingMongoConverter) template.getConverter()).setMapKeyDotReplacement(".");
      JobRepository repository = PatientRepository.of(repository(template, factory), name);
      return new BatchStore(database, repository, operator(repository));
    } catch (MongoException | DataAccessException e) {
      throw unusable(name, e);
    }
  }

  private static void create(MongoDatabase database) {
    List<String> there = database.listCollectionNames().into(new ArrayList<>());
    for (String name : COLLECTIONS) {
      if (!there.contains(name)) {
        createOnce(database, name);
      }
    }
    INDEXES.forEach((name, indexes) -> indexes.forEach(database.getCollection(name)::createIndex));
    for (String sequence :
        List.of("BATCH_JOB_INSTANCE", "BATCH_JOB_EXECUTION", "BATCH_STEP_EXECUTION")) {
      database
          .getCollection("BATCH_SEQUENCES")
          .updateOne(
              new Document("_id", sequence + "_SEQ"),
              new Document("$setOnInsert", new Document("count", 0L)),
              new UpdateOptions().upsert(true));
    }
  }

  /** Another process may be faster: error 48, NamespaceExists. */
  private static void createOnce(MongoDatabase database, String name) {
    try {
      database.createCollection(name);
    } catch (MongoException e) {
      if (e.getCode() != 48) {
        throw e;
      }
    }
  }

  private static JobRepository repository(
      MongoTemplate template, SimpleMongoClientDatabaseFactory factory) {
    MongoJobRepositoryFactoryBean repositories = new MongoJobRepositoryFactoryBean();
    repositories.setMongoOperations(template);
    repositories.setTransactionManager(new MongoTransactionManager(factory));
    try {
      repositories.afterPropertiesSet();
      return repositories.getObject();
    } catch (Exception e) {
      throw new IllegalStateException("Spring Batch's repository cannot be made", e);
    }
  }

  private static JobOperator operator(JobRepository repository) {
    TaskExecutorJobOperator operator = new TaskExecutorJobOperator();
    operator.setJobRepository(repository);
    operator.setJobRegistry(new MapJobRegistry());
    try {
      operator.afterPropertiesSet();
    } catch (Exception e) {
      throw new IllegalStateException("Spring Batch's operator cannot be made", e);
    }
    return operator;
  }

  /** What to say when the database cannot be used. */
  static JobException unusable(String database, Exception cause) {
    return new JobException(
        "the job repository in MongoDB's database '%s' cannot be used: %s; mend it and run the same command, or name another place by --job-repository"
            .formatted(database, cause.getMessage()),
        cause);
  }

  String name() {
    return database.getName();
  }

  MongoDatabase database() {
    return database;
  }

  JobRepository repository() {
    return repository;
  }

  JobOperator operator() {
    return operator;
  }
}
