package dev.banyan.jobs.spark;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.banyan.jobs.JobException;
import dev.banyan.jobs.mapping.CompiledMapping;
import dev.banyan.jobs.mapping.DocumentMapping;
import dev.banyan.jobs.mapping.MappingFile;
import dev.banyan.jobs.range.RangePlan;
import dev.banyan.jobs.range.RangePlanner;
import dev.banyan.jobs.range.RangeReader;
import dev.banyan.jobs.spark.BackfillRequest.Target.PartFiles;
import dev.banyan.jobs.spark.BackfillRequest.Target.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A backfill on a cluster, from the driver's side.
 *
 * <ol>
 *   <li>The mapping is compiled, the tables are checked.
 *   <li>A new job notes the floor version <em>before</em> it plans the ranges, and keeps both in
 *       {@code job.json}. A job that was begun goes on with its own.
 *   <li>The ranges that are not done are dealt out to as many tasks as may run at once, so that the
 *       tasks' shares of the rate add up to the rate.
 *   <li>Each task writes a range's {@code done/range-….json} when the range is durable.
 *   <li>Part files get a manifest per table, and {@code report.json} says what became of all.
 * </ol>
 *
 * A failed task, a lost executor, a speculative copy of a task and a killed driver are harmless:
 * inserts are if-absent, part files appear whole and once.
 */
final class SparkBackfill {

  private static final int PLAN_BATCH = 10_000;

  private final JavaSparkContext spark;
  private final BackfillRequest request;
  private final FloorSource floor;
  private final HadoopSettings hadoop;
  private final JobDirectory checkpoint;

  /**
   * @param floor the version of documents that have none of their own
   * @throws JobException if the checkpoint directory cannot be used
   */
  SparkBackfill(JavaSparkContext spark, BackfillRequest request, FloorSource floor) {
    this.spark = spark;
    this.request = request;
    this.floor = floor;
    this.hadoop = HadoopSettings.of(spark.getConf());
    this.checkpoint = new JobDirectory(request.checkpoint(), hadoop.configuration());
  }

  /** The mapping of the request's collection. */
  static CompiledMapping mapping(BackfillRequest request) {
    MappingFile file = MappingFile.parse(request.mapping().name(), request.mapping().yaml());
    return file.of(request.collection())
        .orElseThrow(
            () ->
                new JobException(
                    "%s maps no collection '%s', but %s"
                        .formatted(
                            request.mapping().name(),
                            request.collection(),
                            file.mappings().stream().map(CompiledMapping::collection).toList())));
  }

  /**
   * Runs to the end.
   *
   * @throws JobException if it cannot go on; the same call goes on later
   */
  BackfillReport run() {
    CompiledMapping mapping = mapping(request);
    if (request.target() instanceof Tables) {
      TableCheck.all(mapping.tables());
    }
    JobPlan plan = plan(mapping);
    List<RangeOutcome> outcomes = new ArrayList<>(done(plan));
    outcomes.addAll(copy(plan, outcomes));
    if (request.target() instanceof PartFiles parts) {
      Manifest.write(new JobDirectory(parts.directory(), hadoop.configuration()), outcomes);
    }
    BackfillReport report = BackfillReport.of(plan, outcomes);
    checkpoint.write("report.json", report.json());
    return report;
  }

  private JobPlan plan(DocumentMapping mapping) {
    Optional<JobPlan> begun = checkpoint.read("job.json").map(JobPlan::parse);
    if (begun.isPresent()) {
      return mine(begun.get(), mapping);
    }
    requireEmptyTarget(mapping);
    try (MongoClient mongo = MongoClients.create(request.mongoUri().text())) {
      MongoDatabase database = mongo.getDatabase(request.database());
      requireCollection(database);
      JobPlan plan = newPlan(database, mapping);
      checkpoint.write("job.json", plan.json());
      return plan;
    }
  }

  private JobPlan newPlan(MongoDatabase database, DocumentMapping mapping) {
    // The floor first: what is read later reflects every change up to it.
    var version = floor.of(database, mapping);
    RangeReader reader = new RangeReader(database, request.collection(), PLAN_BATCH);
    RangePlan ranges = new RangePlanner(request.documentsPerRange()).plan(reader.collection());
    return new JobPlan(
        mapping.fingerprint(),
        source(),
        request.target().describe(),
        version,
        ranges.documents(),
        ranges.ranges());
  }

  private String source() {
    return request.database() + "." + request.collection();
  }

  private JobPlan mine(JobPlan begun, DocumentMapping mapping) {
    requireSame("mapping", begun.fingerprint(), mapping.fingerprint());
    requireSame("source", begun.source(), source());
    requireSame("target", begun.target(), request.target().describe());
    return begun;
  }

  private void requireSame(String what, String then, String now) {
    if (!then.equals(now)) {
      throw new JobException(
          "the job in %s was begun with another %s (%s, now %s): go on with that, or give another --checkpoint"
              .formatted(request.checkpoint(), what, then, now));
    }
  }

  private void requireCollection(MongoDatabase database) {
    List<String> names = database.listCollectionNames().into(new ArrayList<>());
    if (!names.contains(request.collection())) {
      throw new JobException(
          "database %s has no collection '%s', but %s"
              .formatted(request.database(), request.collection(), names));
    }
  }

  /** An import takes all that is under its prefix, also what another job has left there. */
  private void requireEmptyTarget(DocumentMapping mapping) {
    if (request.target() instanceof PartFiles parts) {
      JobDirectory directory = new JobDirectory(parts.directory(), hadoop.configuration());
      for (var table : mapping.tables()) {
        String folder = PartFileOutput.folder(table.name());
        if (!directory.list(folder).isEmpty()) {
          throw new JobException(
              parts.directory() + "/" + folder + " is not empty: give another --to, or empty it");
        }
      }
    }
  }

  private List<RangeOutcome> done(JobPlan plan) {
    List<String> files = checkpoint.list("done");
    return files.parallelStream()
        .filter(file -> file.matches("range-\\d+\\.json"))
        .flatMap(file -> checkpoint.read("done/" + file).stream())
        .map(RangeOutcome::parse)
        .filter(outcome -> outcome.number() < plan.ranges().size())
        .toList();
  }

  private List<RangeOutcome> copy(JobPlan plan, List<RangeOutcome> done) {
    Set<Integer> numbers = done.stream().map(RangeOutcome::number).collect(Collectors.toSet());
    List<RangeTask.Range> open =
        IntStream.range(0, plan.ranges().size())
            .filter(number -> !numbers.contains(number))
            .mapToObj(n -> new RangeTask.Range(n, JobPlan.text(plan.ranges().get(n))))
            .toList();
    if (open.isEmpty()) {
      return List.of();
    }
    List<List<RangeTask.Range>> hands = dealt(open, Math.min(request.tasks(), open.size()));
    RangeTask task = new RangeTask(request, plan.floor().toString(), share(hands.size()), hadoop);
    return spark.parallelize(hands, hands.size()).mapPartitions(new FlattenedTask(task)).collect();
  }

  /** In turns: neighbouring ranges, which were written at the same time, go to different tasks. */
  static <T> List<List<T>> dealt(List<T> cards, int hands) {
    List<List<T>> dealt = new ArrayList<>();
    for (int hand = 0; hand < hands; hand++) {
      dealt.add(new ArrayList<>());
    }
    for (int card = 0; card < cards.size(); card++) {
      dealt.get(card % hands).add(cards.get(card));
    }
    return dealt;
  }

  /** With speculation a task may run twice at a time. */
  private double share(int tasks) {
    boolean speculation = spark.getConf().getBoolean("spark.speculation", false);
    return request.target() instanceof Tables tables
        ? tables.maxWriteUnits() / (speculation ? 2 * tasks : tasks)
        : 0;
  }
}
