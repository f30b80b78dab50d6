package dev.banyan.localcloud.lambda.mapping;

import dev.banyan.localcloud.lambda.model.StartingPosition;
import dev.banyan.localcloud.lambda.model.StreamMapping;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Runs one mapping from a stream to a function. Thread-safe.
 *
 * <ol>
 *   <li>{@link #start} fixes the position in every shard that may be read, then returns.
 *   <li>Each shard has a thread that reads and one per lane that handles.
 *   <li>When a shard is read to its end and all is handled, its children are started at their
 *       oldest record.
 * </ol>
 *
 * <p>Positions live as long as the host.
 */
final class StreamMappingRunner implements Mapping {

  private static final Logger LOG = LoggerFactory.getLogger(StreamMappingRunner.class);
  private static final Duration DISCOVERY_INTERVAL = Duration.ofSeconds(1);

  private final StreamMapping mapping;
  private final ShardSource source;
  private final Surroundings surroundings;
  private final Duration pollInterval;
  private final RecordFilter filter;
  private final MappingMetrics metrics = new MappingMetrics();
  private final ShardOrder order = new ShardOrder();
  private final Map<String, ShardWork> working = new ConcurrentHashMap<>();
  private final MappingThreads threads;

  StreamMappingRunner(
      StreamMapping mapping, ShardSource source, Surroundings surroundings, Duration pollInterval) {
    this.mapping = mapping;
    this.source = source;
    this.surroundings = surroundings;
    this.pollInterval = pollInterval;
    this.filter = new RecordFilter(mapping.id(), mapping.filters());
    this.threads = new MappingThreads(mapping.id());
  }

  @Override
  public void start() {
    List<Shard> shards = source.shards();
    if (mapping.start() instanceof StartingPosition.Latest) {
      shards.stream().filter(Shard::closed).forEach(order::skip);
    }
    begin(shards, ShardStart.of(mapping.start()));
    threads.start("discovery", this::discover);
  }

  private void discover() throws InterruptedException {
    ShardStart later =
        mapping.start() instanceof StartingPosition.AtTimestamp
            ? ShardStart.of(mapping.start())
            : new ShardStart.Oldest();
    while (true) {
      awaitDiscovery();
      try {
        begin(source.shards(), later);
      } catch (SdkException e) {
        metrics.error("cannot list shards: " + e.getMessage());
        LOG.warn("{}: cannot list the shards of {}: {}", mapping.id(), source.arn(), e.toString());
      }
    }
  }

  /** Until the interval has passed or a shard has ended. */
  private void awaitDiscovery() throws InterruptedException {
    synchronized (order) {
      order.wait(DISCOVERY_INTERVAL.toMillis());
    }
  }

  private void begin(List<Shard> shards, ShardStart start) {
    List<Shard> startable;
    synchronized (order) {
      startable = order.startable(shards);
    }
    for (Shard shard : startable) {
      ShardWork work =
          new ShardWork(shard.id(), start, mapping, source, filter, metrics, pollInterval);
      open(work);
      working.put(shard.id(), work);
      threads.start(shard.id(), () -> read(work));
      for (Lane lane : work.lanes()) {
        threads.start(shard.id() + "-lane", () -> work.handle(lane, surroundings));
      }
    }
  }

  private void open(ShardWork work) {
    try {
      work.open();
    } catch (SdkException e) {
      LOG.warn("{}: cannot open {}, trying again: {}", mapping.id(), work.shard(), e.toString());
    }
  }

  private void read(ShardWork work) throws InterruptedException {
    work.read();
    LOG.info("{}: shard {} is read to its end", mapping.id(), work.shard());
    working.remove(work.shard());
    synchronized (order) {
      order.finished(work.shard());
      order.notifyAll();
    }
  }

  @Override
  public MappingStatus status() {
    Instant now = surroundings.now();
    long age = working.values().stream().mapToLong(w -> w.age(now).toMillis()).max().orElse(0);
    return metrics.status(mapping.id(), mapping.source(), working.size(), age);
  }

  @Override
  public void close() {
    threads.close();
  }
}
