package dev.banyan.publisher;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Drives a core with real threads: one that decides, and one for each request in flight. The lock
 * confines the core. Thread-safe.
 */
final class PublisherLoop implements Runnable {

  /** Each lane's request, the list of shards, and as many again that were given up. */
  private static final int MAX_SENDERS = 34;

  private static final long MIN_WAIT = 50_000;

  private final PublisherCore core;
  private final RecordSender sender;
  private final ShardReader shards;
  private final Settlement settlement;
  private final Ticker ticker;
  private final ThreadPoolExecutor senders;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private int settling;

  PublisherLoop(
      String name,
      PublisherCore core,
      RecordSender sender,
      ShardReader shards,
      Settlement settlement,
      Ticker ticker) {
    this.core = core;
    this.sender = sender;
    this.shards = shards;
    this.settlement = settlement;
    this.ticker = ticker;
    this.senders =
        new ThreadPoolExecutor(
            0,
            MAX_SENDERS, // no queue: what finds no thread is answered as unanswered
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> daemon(task, name + "-sender"));
  }

  static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Queues an event; false if none are taken any more. */
  boolean add(PendingEvent event) {
    lock.lock();
    try {
      if (!core.takesEvents()) {
        return false;
      }
      if (core.add(event)) {
        changed.signal();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void run() {
    try {
      while (step()) {
        // until nothing is left to do
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      abandon();
      senders.shutdownNow();
    }
  }

  private boolean step() throws InterruptedException {
    List<Runnable> completions = new ArrayList<>();
    List<Request> requests;
    boolean askShards;
    lock.lockInterruptibly();
    try {
      long now = ticker.nanos();
      requests = core.due(now, completions);
      askShards = core.wantsShards(now);
      if (requests.isEmpty() && completions.isEmpty() && !askShards) {
        if (core.isDone() && settling == 0) { // every caller has been told
          return false;
        }
        pause(now);
      }
    } finally {
      lock.unlock();
    }
    requests.forEach(this::send);
    if (askShards) {
      listShards();
    }
    completions.forEach(Runnable::run);
    return true;
  }

  private void pause(long now) throws InterruptedException {
    Optional<Long> due = core.nextDue(now);
    if (due.isPresent()) {
      changed.awaitNanos(Math.max(MIN_WAIT, due.get() - now));
    } else {
      changed.await();
    }
  }

  private void send(Request request) {
    try {
      senders.execute(() -> answered(request, sender.send(request)));
    } catch (RejectedExecutionException e) {
      answered(request, RecordAnswer.unanswered(request));
    }
  }

  private void answered(Request request, List<RecordAnswer> answers) {
    List<Runnable> completions;
    lock.lock();
    try {
      completions = core.answered(request, answers, ticker.nanos());
      settling++;
      changed.signal();
    } finally {
      lock.unlock();
    }
    try {
      completions.forEach(Runnable::run);
    } finally {
      settled();
    }
  }

  private void settled() {
    lock.lock();
    try {
      settling--;
      if (core.isDone()) {
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  private void listShards() {
    try {
      senders.execute(() -> listed(shards.read()));
    } catch (RejectedExecutionException e) {
      listed(Optional.empty());
    }
  }

  private void listed(Optional<ShardMap> map) {
    lock.lock();
    try {
      core.shards(map, ticker.nanos());
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Takes nothing any more; ends when everything is acknowledged. */
  void drain() {
    lock.lock();
    try {
      core.drain();
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Gives up on everything that is not acknowledged. */
  void abandon() {
    List<PendingEvent> left;
    lock.lock();
    try {
      left = core.abandon();
      settlement.unsent(left); // counted before anybody else can find the core empty
      changed.signal();
    } finally {
      lock.unlock();
    }
    left.forEach(settlement::abandoned);
  }

  /**
   * What is going on.
   *
   * @param oldest age of the oldest event that is not acknowledged
   * @param lanes requests that may be in flight at once
   * @param inFlight requests that are
   * @param open whether events are taken
   */
  record Activity(Duration oldest, int lanes, int inFlight, boolean open) {}

  Activity activity() {
    lock.lock();
    try {
      long now = ticker.nanos();
      Duration oldest =
          core.oldest(now)
              .map(since -> Duration.ofNanos(Math.max(0, now - since)))
              .orElse(Duration.ZERO);
      return new Activity(oldest, core.lanes().size(), core.inFlight(), core.takesEvents());
    } finally {
      lock.unlock();
    }
  }
}
