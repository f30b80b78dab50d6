package dev.banyan.cli.migrate;

import com.mongodb.ConnectionString;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.JobException;
import dev.banyan.jobs.backfill.BackfillProgress;
import dev.banyan.jobs.backfill.batch.BatchBackfill;
import dev.banyan.jobs.backfill.batch.BatchJob;
import dev.banyan.jobs.backfill.batch.JobReport;
import dev.banyan.jobs.backfill.copy.CollectionBackfill;
import dev.banyan.jobs.backfill.copy.CollectionResult;
import dev.banyan.jobs.backfill.copy.CollectionSource;
import dev.banyan.jobs.backfill.copy.CopyConfig;
import dev.banyan.jobs.backfill.copy.CopyStores;
import dev.banyan.jobs.backfill.copy.CopyTask;
import dev.banyan.jobs.backfill.copy.DocumentSource;
import dev.banyan.jobs.backfill.copy.ItemDestination;
import dev.banyan.jobs.backfill.copy.Redrive;
import dev.banyan.jobs.checkpoint.DeadLetterFiles;
import dev.banyan.jobs.checkpoint.FileCheckpointStore;
import dev.banyan.jobs.checkpoint.JobRecord;
import dev.banyan.jobs.dump.DumpSource;
import dev.banyan.jobs.mapping.DocumentMapping;
import dev.banyan.jobs.range.ChangePosition;
import dev.banyan.jobs.s3.LargeItemParts;
import dev.banyan.jobs.throttle.SourceLoad;
import dev.banyan.jobs.throttle.SourcePace;
import dev.banyan.jobs.throttle.Throttle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A collection's backfill with everything that it needs; to be run once. */
public final class CollectionJob implements AutoCloseable {

  private final SourceOptions options;
  private final String name;
  private final Path directory;
  private final Path jobs;
  private final DocumentMapping mapping;
  private final CopyConfig config;
  private final Throttle throttle;
  private final @Nullable LargeItemParts largeItems;
  private final @Nullable MongoClient mongo;
  private final JobRepositoryOptions.@Nullable Open repository;

  /**
   * Opens the connections.
   *
   * @param stateDir the job's records are kept in its folder {@code jobs}
   */
  public CollectionJob(SourceOptions options, Path stateDir, boolean restart) {
    this.options = options;
    this.largeItems = Destinations.largeItems(options).orElse(null);
    this.mapping = options.mapping(largeItems);
    this.jobs = stateDir.resolve("jobs");
    this.config =
        CopyConfig.DEFAULT
            .withRestart(restart)
            .withReaders(options.nice ? 1 : options.readers)
            .withDocumentsPerRange(options.documentsPerRange)
            .withPage(options.page, CopyConfig.DEFAULT.readBatch());
    this.throttle =
        new Throttle(
            options.nice ? Math.min(4, options.inFlight) : options.inFlight,
            options.maxWcu,
            System::nanoTime);
    this.mongo = options.dump == null ? connected() : null;
    this.repository = options.repository.open(options.dump != null).orElse(null);
    this.name = options.job != null ? options.job : named();
    this.directory = jobs.resolve(name);
  }

  /** A job that was begun under its former name goes on under it, if it is this collection's. */
  private String named() {
    String own = JobNames.of(mapping.collection(), options.to);
    String former = JobNames.former(mapping.collection(), options.to);
    return !former.equals(own)
            && begun(own).isEmpty()
            && begun(former).filter(this::isOfThisCollection).isPresent()
        ? former
        : own;
  }

  /** A mapping file's fingerprint begins with the collection; the way of writing is behind. */
  private boolean isOfThisCollection(JobRecord record) {
    String of = record.fingerprint();
    return of.startsWith(mapping.fingerprint() + "/")
        || of.matches("(?s)" + Pattern.quote(mapping.collection()) + "-[0-9a-f]{16}/.*");
  }

  private MongoClient connected() {
    String uri = options.mongoUri();
    if (uri == null || uri.isBlank()) {
      throw new IllegalArgumentException(
          "there is no MongoDB to read: set BANYAN_MONGODB_URI, or --mongo-uri, or --from-dump");
    }
    return JobRepositoryOptions.connect(uri);
  }

  /** Its name, for {@code --job}. */
  public String name() {
    return name;
  }

  /** What is copied where, for a person. */
  public String describe() {
    return mapping.collection() + " -> " + options.to;
  }

  /**
   * To be called before {@link #run}: refuses keys of which the last item would win, then waits
   * until DynamoDB answers, if items go there.
   *
   * @param told takes a line every few seconds while it does not
   * @throws JobException if it does not within the patience
   */
  public void check(Consumer<String> told) {
    OverwritingKeys.check(options, mapping, () -> mongo == null ? null : database());
    Destinations.await(options, mapping.tables(), told);
  }

  /** Copies; a control file is looked at, and a status file is written, all the time. */
  public CollectionResult run(BackfillProgress.Listener listener) {
    Watch watch = new Watch(directory, throttle, listener);
    DeadLetterFiles letters = new DeadLetterFiles(directory);
    try (ItemDestination destination = Destinations.of(options)) {
      CopyTask task = new CopyTask(name, mapping, source(), destination, floor());
      CollectionResult result = copied(task, letters, watch);
      watch.ended(result);
      return result;
    }
  }

  private CollectionResult copied(
      CopyTask task, DeadLetterFiles letters, BackfillProgress.Listener listener) {
    Clock clock = Clock.systemUTC();
    if (repository == null) {
      CopyStores stores = new CopyStores(new FileCheckpointStore(jobs), letters);
      try (CollectionBackfill job = new CollectionBackfill(task, stores, config, throttle, clock)) {
        return job.run(listener);
      }
    }
    BatchJob batch = new BatchJob(task, repository.store(), config, throttle, letters, clock);
    try (BatchBackfill job = new BatchBackfill(batch)) {
      return job.run(listener);
    }
  }

  private DocumentSource source() {
    if (options.dump != null) {
      return DumpSource.of(options.dump, options.database, mapping.collection());
    }
    return new CollectionSource(
        database(),
        mapping.collection(),
        config,
        new CollectionSource.Protection(
            new SourcePace(options.latencyBound(), options.nice),
            SourceLoad.of(database(), options.maxMongoQueue)),
        throttle);
  }

  /** A dump does not say when it was made: any event is newer. */
  private Supplier<SourceVersion> floor() {
    return options.dump != null
        ? () -> SourceVersion.LOWEST
        : () -> ChangePosition.now(database(), mapping.collection());
  }

  private MongoDatabase database() {
    String uri = options.mongoUri();
    if (mongo == null || uri == null) {
      throw new IllegalStateException("there is no MongoDB");
    }
    String database =
        options.database != null ? options.database : new ConnectionString(uri).getDatabase();
    if (database == null) {
      throw new IllegalArgumentException("which database? name it by --database, or in the URI");
    }
    return mongo.getDatabase(database);
  }

  /**
   * Its dead letters.
   *
   * @throws IllegalArgumentException if it has not run with this state directory
   */
  public DeadLetterFiles deadLetters() {
    if (!Files.isDirectory(directory)) {
      throw new IllegalArgumentException("there is no job '" + name + "' in " + jobs);
    }
    return new DeadLetterFiles(directory);
  }

  /**
   * Drives its dead letters through the mapping again, under the floor version of their job; those
   * that go in are removed.
   *
   * @return how many are left
   */
  public int redrive() {
    DeadLetterFiles letters = deadLetters();
    JobRecord record =
        begun(name)
            .orElseThrow(() -> new JobException("there is no job " + name + ": check --job"));
    try (ItemDestination destination = Destinations.of(options)) {
      return new Redrive(record, mapping, destination, letters).run(config, throttle);
    }
  }

  private Optional<JobRecord> begun(String job) {
    return repository == null
        ? new FileCheckpointStore(jobs).find(job)
        : JobReport.of(repository.store(), job).flatMap(JobReport::begun);
  }

  /** Stops a run, which saves its checkpoints; safe from any thread. */
  public void stop() {
    throttle.stop();
  }

  @Override
  public void close() {
    if (largeItems != null) {
      largeItems.close();
    }
    if (repository != null) {
      repository.close();
    }
    if (mongo != null) {
      mongo.close();
    }
  }
}
