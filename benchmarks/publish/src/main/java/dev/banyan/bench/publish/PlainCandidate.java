package dev.banyan.bench.publish;

import dev.banyan.events.EnvelopeCodec;
import dev.banyan.events.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;

/**
 * The loop that people write with the SDK: up to 500 records to a request, one request after the
 * other, and what failed goes into the next one. One thread, so that only partial failures can
 * reorder. Its queue holds 50,000 events; when it is full the caller waits, or is refused if the
 * sink is stalled.
 */
final class PlainCandidate implements Candidate {

  private static final int MOST_RECORDS = 500;
  private static final int QUEUE = 50_000;
  private static final int PAUSE_MILLIS = 50;

  private final KinesisClient client;
  private final boolean refuses;
  private final EnvelopeCodec codec = new EnvelopeCodec();
  private final BlockingQueue<Pending> queue = new ArrayBlockingQueue<>(QUEUE);
  private final Thread thread = new Thread(this::run, "plain-put-records");

  private PlainCandidate(KinesisClient client, boolean refuses) {
    this.client = client;
    this.refuses = refuses;
    thread.setDaemon(true);
    thread.start();
  }

  static Candidate open(Setting setting) {
    return new PlainCandidate(SinkClient.open(setting.tlsPort(), true), setting.stalled());
  }

  @Override
  public void offer(Event event, Settled settled) {
    offer(event.id(), event.partitionKey(), codec.encode(event), settled);
  }

  @Override
  public void offer(String id, String key, byte[] bytes, Settled settled) {
    PutRecordsRequestEntry entry =
        PutRecordsRequestEntry.builder()
            .partitionKey(key)
            .data(SdkBytes.fromByteArrayUnsafe(bytes))
            .build();
    Pending pending = new Pending(entry, settled);
    try {
      if (!refuses) {
        queue.put(pending);
      } else if (!queue.offer(pending)) {
        settled.is(false);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      settled.is(false);
    }
  }

  private void run() {
    List<Pending> batch = new ArrayList<>(MOST_RECORDS);
    try {
      while (true) {
        if (batch.isEmpty()) {
          batch.add(queue.take());
        }
        queue.drainTo(batch, MOST_RECORDS - batch.size());
        int before = batch.size();
        batch = send(batch);
        if (batch.size() > before / 2) {
          TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS); // most failed: the shard is full
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What failed, to be sent again. */
  private List<Pending> send(List<Pending> batch) {
    List<Pending> failed = new ArrayList<>(MOST_RECORDS);
    try {
      PutRecordsResponse response =
          client.putRecords(
              r -> r.streamName("bench").records(batch.stream().map(Pending::entry).toList()));
      for (int i = 0; i < batch.size(); i++) {
        if (response.records().get(i).errorCode() == null) {
          batch.get(i).settled().is(true);
        } else {
          failed.add(batch.get(i));
        }
      }
    } catch (SdkException e) {
      failed.addAll(batch);
    }
    return failed;
  }

  @Override
  public void flush() {
    // It holds nothing back.
  }

  @Override
  public void close() {
    thread.interrupt();
    client.close();
  }

  private record Pending(PutRecordsRequestEntry entry, Settled settled) {}
}
