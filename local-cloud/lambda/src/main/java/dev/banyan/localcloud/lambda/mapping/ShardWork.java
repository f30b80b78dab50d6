package dev.banyan.localcloud.lambda.mapping;

import dev.banyan.localcloud.lambda.mapping.ShardSource.IteratorExpiredException;
import dev.banyan.localcloud.lambda.mapping.ShardSource.Page;
import dev.banyan.localcloud.lambda.model.StreamMapping;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Reads one shard to its end and spreads its records over lanes, by order key; each lane handles
 * its batches one after the other. Reading runs ahead of handling by what the lanes hold.
 */
final class ShardWork {

  private static final Logger LOG = LoggerFactory.getLogger(ShardWork.class);
  private static final int MIN_READ = 100;

  private final String shard;
  private final StreamMapping mapping;
  private final ShardSource source;
  private final RecordFilter filter;
  private final MappingMetrics metrics;
  private final Duration pollInterval;
  private final List<Lane> lanes;
  private ShardStart start;
  private @Nullable String iterator;
  private volatile Duration behind = Duration.ZERO;

  ShardWork(
      String shard,
      ShardStart start,
      StreamMapping mapping,
      ShardSource source,
      RecordFilter filter,
      MappingMetrics metrics,
      Duration pollInterval) {
    this.shard = shard;
    this.start = start;
    this.mapping = mapping;
    this.source = source;
    this.filter = filter;
    this.metrics = metrics;
    this.pollInterval = pollInterval;
    this.lanes =
        IntStream.range(0, mapping.parallelization())
            .mapToObj(i -> new Lane(mapping.batchSize(), mapping.window()))
            .toList();
  }

  String shard() {
    return shard;
  }

  List<Lane> lanes() {
    return lanes;
  }

  /** Fixes the position, so that what is written after this call is read. */
  String open() {
    String opened = source.iterator(shard, start);
    iterator = opened;
    return opened;
  }

  /** Reads until the shard ends and all is handled. */
  void read() throws InterruptedException {
    int failures = 0;
    while (true) {
      try {
        if (!readPage()) {
          break;
        }
        failures = 0;
      } catch (IteratorExpiredException e) {
        iterator = null;
      } catch (SdkException e) {
        failures++;
        metrics.error("cannot read " + shard + ": " + e.getMessage());
        LOG.warn("{}: cannot read {}, trying again: {}", mapping.id(), shard, e.toString());
        Thread.sleep(Backoff.OF_READS.delay(failures).toMillis());
      }
    }
    lanes.forEach(Lane::end);
    for (Lane lane : lanes) {
      lane.awaitDrained();
    }
  }

  /** Whether there is more to come. */
  private boolean readPage() throws InterruptedException {
    String from = iterator == null ? open() : iterator;
    int most = Math.max(MIN_READ, mapping.batchSize());
    Page page = source.read(shard, from, most);
    behind = page.behind();
    for (SourceRecord record : page.records()) {
      accept(record);
    }
    iterator = page.next();
    // A trickle must not turn into reads without pause: each costs the store as much as many
    // writes.
    boolean more = page.records().size() >= most || !page.behind().isZero();
    if (iterator != null && !more) {
      Thread.sleep(source.pause(pollInterval).toMillis());
    }
    return iterator != null;
  }

  private void accept(SourceRecord record) throws InterruptedException {
    if (filter.passes(record.filterView())) {
      lanes.get(Math.floorMod(record.orderKey().hashCode(), lanes.size())).put(record);
    } else {
      metrics.filtered();
    }
    start = new ShardStart.After(record.sequenceNumber());
  }

  /** Takes a lane's batches until it is drained. */
  void handle(Lane lane, Surroundings surroundings) throws InterruptedException {
    RetryPolicy policy = RetryPolicy.of(mapping);
    while (true) {
      List<SourceRecord> batch = lane.take();
      if (batch.isEmpty()) {
        return;
      }
      new BatchRun(shard, policy, mapping.reportItemFailures(), surroundings, metrics).run(batch);
      lane.done();
    }
  }

  Duration age(Instant now) {
    Optional<Instant> oldest =
        lanes.stream().map(Lane::oldest).flatMap(Optional::stream).min(Instant::compareTo);
    Duration age = oldest.map(arrival -> Duration.between(arrival, now)).orElse(behind);
    return age.isNegative() ? Duration.ZERO : age;
  }
}
