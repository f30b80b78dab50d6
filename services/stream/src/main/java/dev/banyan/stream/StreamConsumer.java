package dev.banyan.stream;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.KinesisEvent;
import com.amazonaws.services.lambda.runtime.events.KinesisEvent.KinesisEventRecord;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse.BatchItemFailure;
import dev.banyan.events.EnvelopeCodec;
import dev.banyan.stream.BatchResult.Kind;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * The consuming side of a capability: Kinesis events in, the first failed sequence number out.
 *
 * <p>Holds a pool of {@value #THREADS} threads. Its queue is bounded by the batch, because one
 * batch at a time is applied.
 */
public final class StreamConsumer implements AutoCloseable {

  /** Bounded by what a small function's memory and DynamoDB's connections carry. */
  static final int THREADS = 4;

  /** Time left, in milliseconds, from which on nothing new is begun. */
  private static final int MARGIN_MILLIS = 5_000;

  private final String capability;
  private final EventApplier applier;
  private final WatermarkTable watermarks;
  private final DeadLetterTable deadLetters;
  private final EnvelopeCodec codec;
  private final ExecutorService pool;

  /** A consumer as a function starts it: its environment says where claim checks lie. */
  public StreamConsumer(String capability, EventApplier applier, DynamoDbClient client) {
    this(capability, applier, client, ClaimChecks.codec(System.getenv(), AwsClients::s3));
  }

  StreamConsumer(
      String capability, EventApplier applier, DynamoDbClient client, EnvelopeCodec codec) {
    this.codec = codec;
    this.capability = capability;
    this.applier = applier;
    this.watermarks = new WatermarkTable(client);
    this.deadLetters = new DeadLetterTable(client);
    this.pool = Executors.newFixedThreadPool(THREADS, StreamConsumer::daemon);
  }

  private static Thread daemon(Runnable work) {
    var thread = new Thread(work, "banyan-apply");
    thread.setDaemon(true);
    return thread;
  }

  /** Applies a batch, writes its one line, and says where the source has to go on. */
  public StreamsEventResponse handle(KinesisEvent event, Context context) {
    long start = System.nanoTime();
    List<StreamRecord> records =
        event.getRecords().stream().map(StreamConsumer::streamRecord).toList();
    BatchResult result = apply(records, context);
    log(records.size(), result, start, context);
    return new StreamsEventResponse(
        result.failedSequenceNumber().map(BatchItemFailure::new).stream().toList());
  }

  BatchResult apply(List<StreamRecord> records, Context context) {
    return new RecordBatch(
            capability,
            BatchItem.decode(records, codec),
            applier,
            watermarks,
            deadLetters,
            () -> context.getRemainingTimeInMillis() < MARGIN_MILLIS)
        .run(pool, THREADS);
  }

  private static StreamRecord streamRecord(KinesisEventRecord record) {
    String eventId = record.getEventID();
    return new StreamRecord(
        eventId.substring(0, eventId.indexOf(':')),
        record.getKinesis().getSequenceNumber(),
        record.getKinesis().getPartitionKey(),
        record.getKinesis().getApproximateArrivalTimestamp().toInstant(),
        bytes(record.getKinesis().getData()));
  }

  private static byte[] bytes(ByteBuffer data) {
    byte[] bytes = new byte[data.remaining()];
    data.duplicate().get(bytes);
    return bytes;
  }

  private void log(int records, BatchResult result, long start, Context context) {
    LogLine line =
        (result.failed() == null ? LogLine.info("batch") : LogLine.warn("batch"))
            .with("function", context.getFunctionName())
            .with("requestId", context.getAwsRequestId())
            .with("capability", capability)
            .with("records", records)
            .with("events", result.items());
    for (Kind kind : Kind.values()) {
      line.with(kind.name().toLowerCase(Locale.ROOT), result.count(kind));
    }
    if (result.failed() != null) {
      line.with("failedFrom", result.failed().position().toString()).with("cause", result.cause());
      if (result.failed().event() != null) {
        line.with("failedCorrelationId", result.failed().event().trace().correlationId());
      }
    }
    line.with("millis", (System.nanoTime() - start) / 1_000_000).write();
  }

  @Override
  public void close() {
    pool.shutdown();
    try {
      if (!pool.awaitTermination(5, TimeUnit.SECONDS)) {
        pool.shutdownNow();
      }
    } catch (InterruptedException e) {
      pool.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
