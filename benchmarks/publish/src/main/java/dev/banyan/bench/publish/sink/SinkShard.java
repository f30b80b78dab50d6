package dev.banyan.bench.publish.sink;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.banyan.events.AggregatedRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The one shard: decides record by record, in the order of requests. Thread-safe. */
final class SinkShard {

  private static final long SEED = 20_261_121;
  private static final double NANOS = 1e9;

  private SinkBehaviour behaviour = SinkBehaviour.AT_ONCE;
  private EventCount count = new EventCount();
  private ShardAllowance allowance = new ShardAllowance();
  private Random random = new Random(SEED);
  private long started = System.nanoTime();
  private long requests;
  private long records;
  private long refused;
  private long wireBytes;
  private final List<Long> eventBytesPerSecond = new ArrayList<>();

  synchronized void reset(SinkBehaviour next) {
    behaviour = next;
    count = new EventCount();
    allowance = new ShardAllowance();
    random = new Random(SEED);
    started = System.nanoTime();
    requests = 0;
    records = 0;
    refused = 0;
    wireBytes = 0;
    eventBytesPerSecond.clear();
  }

  synchronized boolean stalled() {
    return behaviour.stalled();
  }

  /** Stores what it takes; one flag per record says which. */
  synchronized boolean[] put(List<PutRecord> batch) {
    requests++;
    boolean[] stored = new boolean[batch.size()];
    for (int i = 0; i < stored.length; i++) {
      stored[i] = put(batch.get(i));
    }
    return stored;
  }

  private boolean put(PutRecord put) {
    boolean failed =
        (behaviour.failureRate() > 0 && random.nextDouble() < behaviour.failureRate())
            || (behaviour.shardLimits() && !allowance.admits(put.bytes()));
    if (failed) {
      refused++;
      return false;
    }
    records++;
    wireBytes += put.bytes();
    long before = count.bytes();
    AggregatedRecord.unpack(put.data()).forEach(count::stored);
    inSecond((int) ((System.nanoTime() - started) / NANOS), count.bytes() - before);
    return true;
  }

  private void inSecond(int second, long bytes) {
    while (eventBytesPerSecond.size() <= second) {
      eventBytesPerSecond.add(0L);
    }
    eventBytesPerSecond.set(second, eventBytesPerSecond.get(second) + bytes);
  }

  synchronized void describe(ObjectNode answer) {
    answer.put("requests", requests).put("records", records).put("refused", refused);
    answer.put("wireBytes", wireBytes).put("events", count.events());
    answer.put("eventBytes", count.bytes());
    answer.put("overtaken", count.overtaken()).put("duplicates", count.duplicates());
    ArrayNode seconds = answer.putArray("eventBytesPerSecond");
    eventBytesPerSecond.forEach(seconds::add);
  }
}
