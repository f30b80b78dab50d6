package dev.banyan.jobs.backfill.capability;

import dev.banyan.feed.FeedException;
import dev.banyan.jobs.JobException;
import dev.banyan.jobs.backfill.copy.Delivered;
import dev.banyan.jobs.backfill.copy.ItemDestination;
import dev.banyan.jobs.mapping.CollectionMapping;
import dev.banyan.jobs.mapping.EncodedItem;
import dev.banyan.jobs.mapping.Mapped.Row;
import dev.banyan.jobs.mapping.spec.TableSpec;
import dev.banyan.jobs.throttle.Throttle;
import dev.banyan.stream.Backoff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.bson.RawBsonDocument;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/**
 * Tables that want more than the write of an item: when a request is durable, work is done for its
 * documents, and only then a checkpoint moves over them. Thread-safe.
 *
 * <p>Work that fails because the tables are too busy slows the job down and is done again until the
 * job is stopped; other failures end the job after {@value #TRIES} tries. It waits in a queue that
 * is as long as the requests that a range may have pending.
 *
 * @param <T> a document as the mapping knows it
 */
final class FollowUp<T> implements ItemDestination {

  private static final int TRIES = 8;

  private final ItemDestination tables;
  private final CollectionMapping<T> mapping;
  private final Consumer<List<Row<T>>> work;
  private final Backoff backoff;
  private final ExecutorService threads;

  /**
   * @param work may be done again; throws what the SDK throws, or {@link FeedException}
   */
  FollowUp(
      ItemDestination tables,
      CollectionMapping<T> mapping,
      Consumer<List<Row<T>>> work,
      int threads) {
    this(
        tables,
        mapping,
        work,
        threads,
        new Backoff(Integer.MAX_VALUE, Duration.ofMillis(50), Duration.ofSeconds(5)));
  }

  FollowUp(
      ItemDestination tables,
      CollectionMapping<T> mapping,
      Consumer<List<Row<T>>> work,
      int threads,
      Backoff backoff) {
    this.tables = tables;
    this.mapping = mapping;
    this.work = work;
    this.backoff = backoff;
    this.threads =
        Executors.newFixedThreadPool(
            threads,
            run -> {
              Thread thread = new Thread(run, "banyan-follow-up");
              thread.setDaemon(true);
              return thread;
            });
  }

  @Override
  public RangeWriter open(int range, long settled, Throttle throttle) {
    return new Writer(tables.open(range, settled, throttle), throttle);
  }

  private final class Writer implements RangeWriter {
    private final RangeWriter items;
    private final Throttle throttle;
    private List<Gathered<T>> gathered = new ArrayList<>();

    Writer(RangeWriter items, Throttle throttle) {
      this.items = items;
      this.throttle = throttle;
    }

    @Override
    public boolean accepts(EncodedItem item) {
      return items.accepts(item);
    }

    @Override
    public void add(EncodedItem item, RawBsonDocument document) {
      items.add(item, document);
      if (mapping.map(document, item.version()) instanceof Row<T> row) {
        gathered.add(new Gathered<>(document, row));
      }
    }

    @Override
    public boolean isFull() {
      return items.isFull();
    }

    @Override
    public boolean isEmpty() {
      return items.isEmpty();
    }

    @Override
    public int mostDocuments() {
      return items.mostDocuments();
    }

    @Override
    public CompletableFuture<Delivered> flush(long before) throws InterruptedException {
      List<Gathered<T>> flushed = gathered;
      gathered = new ArrayList<>();
      return items
          .flush(before)
          .thenApplyAsync(
              delivered -> {
                patiently(rows(flushed, delivered), throttle);
                return delivered;
              },
              threads);
    }
  }

  private record Gathered<T>(RawBsonDocument document, Row<T> row) {}

  /** Without those that the table refused for good. */
  private static <T> List<Row<T>> rows(List<Gathered<T>> flushed, Delivered delivered) {
    Set<RawBsonDocument> rejected = Collections.newSetFromMap(new IdentityHashMap<>());
    delivered.rejected().forEach(item -> rejected.add(item.document()));
    return flushed.stream()
        .filter(gathered -> !rejected.contains(gathered.document()))
        .map(Gathered::row)
        .toList();
  }

  private void patiently(List<Row<T>> rows, Throttle throttle) {
    for (int failed = 1; ; failed++) {
      try {
        work.accept(rows);
        return;
      } catch (FeedException | SdkException e) {
        if (isBusy(e)) {
          throttle.limit().throttled("the table throttles");
        } else if (failed >= TRIES) {
          throw new JobException(
              "%d documents are written but not followed up, %d tries: %s"
                  .formatted(rows.size(), TRIES, e.getMessage()),
              e);
        }
        if (throttle.isStopped() || !backoff.pause(failed)) {
          throw new CancellationException("stopped while work was tried again");
        }
      }
    }
  }

  /** A {@link FeedException} says that a table left something out for too long. */
  private static boolean isBusy(RuntimeException failure) {
    return failure instanceof FeedException
        || (failure instanceof SdkServiceException answer && answer.isThrottlingException());
  }

  @Override
  public String describe() {
    return tables.describe();
  }

  @Override
  public String identity(List<TableSpec> specs) {
    return tables.identity(specs);
  }

  @Override
  public String mode() {
    return tables.mode();
  }

  @Override
  public void begin(List<TableSpec> specs) {
    tables.begin(specs);
  }

  @Override
  public void prepare(List<TableSpec> specs, boolean goesOn) {
    tables.prepare(specs, goesOn);
  }

  @Override
  public void finish() {
    tables.finish();
  }

  @Override
  public void close() {
    threads.shutdownNow();
    tables.close();
  }
}
