package dev.banyan.jobs.spark;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.mapping.DocumentEncoder;
import dev.banyan.jobs.mapping.DocumentMapping;
import dev.banyan.jobs.range.RangeReader;
import dev.banyan.jobs.spark.BackfillRequest.Target.PartFiles;
import dev.banyan.jobs.spark.BackfillRequest.Target.Tables;
import dev.banyan.stream.AwsClients;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.function.FlatMapFunction;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Copies ranges, one after the other, on an executor.
 *
 * <p>A range that is done has a file {@code done/range-….json}, which a second attempt of the task
 * finds and passes over. The file is written last: when it is there, the range's items and dead
 * letters are durable.
 */
record RangeTask(BackfillRequest request, String floor, double rateShare, HadoopSettings hadoop)
    implements FlatMapFunction<Iterator<RangeTask.Range>, RangeOutcome> {

  private static final long serialVersionUID = 1L;
  private static final int READ_BATCH = 1_000;

  /**
   * A range as a task gets it.
   *
   * @param number in its job, from 0
   * @param text see {@link JobPlan#text}
   */
  record Range(int number, String text) implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  @Override
  public Iterator<RangeOutcome> call(Iterator<Range> ranges) {
    Configuration configuration = hadoop.configuration();
    JobDirectory checkpoint = new JobDirectory(request.checkpoint(), configuration);
    DocumentMapping mapping = SparkBackfill.mapping(request);
    try (MongoClient mongo = MongoClients.create(request.mongoUri().text());
        Outputs outputs = outputs(configuration)) {
      RangeReader reader =
          new RangeReader(mongo.getDatabase(request.database()), request.collection(), READ_BATCH);
      DocumentEncoder encoder = mapping.encoder();
      List<RangeOutcome> outcomes = new ArrayList<>();
      while (ranges.hasNext()) {
        outcomes.add(copied(ranges.next(), checkpoint, reader, encoder, outputs));
      }
      return outcomes.iterator();
    }
  }

  private RangeOutcome copied(
      Range range,
      JobDirectory checkpoint,
      RangeReader reader,
      DocumentEncoder encoder,
      Outputs outputs) {
    String done = doneFile(range.number());
    Optional<String> before = checkpoint.read(done);
    if (before.isPresent()) {
      return RangeOutcome.parse(before.get());
    }
    try (DeadLetterFile deadLetters =
            new DeadLetterFile(checkpoint, request.collection(), range.number());
        ItemOutput output = outputs.open(range.number(), deadLetters)) {
      RangeCopy copy = new RangeCopy(encoder, SourceVersion.parse(floor), output, deadLetters);
      RangeOutcome outcome = copy.run(reader, range.number(), JobPlan.range(range.text()));
      checkpoint.write(done, outcome.json());
      return outcome;
    }
  }

  static String doneFile(int range) {
    return "done/range-%06d.json".formatted(range);
  }

  private Outputs outputs(Configuration configuration) {
    if (request.target() instanceof Tables tables) {
      return new TableOutputs(tables.inFlight(), new RateShare(rateShare, System::nanoTime));
    }
    String directory = ((PartFiles) request.target()).directory();
    JobDirectory target = new JobDirectory(directory, configuration);
    return (range, deadLetters) -> new PartFileOutput(target, range);
  }

  /** One output per range, over connections that the task's ranges share. */
  private interface Outputs extends AutoCloseable {
    ItemOutput open(int range, DeadLetterFile deadLetters);

    @Override
    default void close() {}
  }

  private static final class TableOutputs implements Outputs {
    private final RateShare rate;
    private final SdkHttpClient http = AwsClients.http();
    private final DynamoDbClient client = DynamoDbClient.builder().httpClient(http).build();
    private final RequestWindow window;

    TableOutputs(int inFlight, RateShare rate) {
      this.window = new RequestWindow(inFlight);
      this.rate = rate;
    }

    @Override
    public ItemOutput open(int range, DeadLetterFile deadLetters) {
      return new TableOutput(client, window, rate, deadLetters);
    }

    @Override
    public void close() {
      window.close();
      client.close();
      http.close();
    }
  }
}
