package dev.banyan.proxy.shadow;

import dev.banyan.proxy.upstream.Target;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks about copies of reads, off the path. Every queue is bounded, in number and in bytes, and
 * drops the newest when it is full; comparing happens on one thread of its own, with connections of
 * its own. Thread-safe.
 *
 * <ol>
 *   <li>Serverless is asked. No difference: done.
 *   <li>A difference may be replication's lag. After {@link ShadowConfig#settle} both are asked
 *       again, three times and each time after twice as long; only differences that were there
 *       every time count, and none if serverless says what legacy said the time before.
 *   <li>For a share of the copies legacy alone is asked again after the same time: how often it
 *       then differs from itself is the noise that differences are judged against.
 * </ol>
 */
public final class ShadowQueue implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ShadowQueue.class);
  private static final int TIMES = 3;

  /** Bodies that wait, all together; they may be large, and a heap small. */
  private static final long MOST_BYTES = 32L * 1024 * 1024;

  private final BlockingQueue<Round> waiting;
  private final Semaphore free;
  private final BlockingQueue<Answered> answered;
  private final AtomicInteger settling = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private final Vertx vertx;
  private final Context context;
  private final HttpClientAgent client;
  private final ShadowConfig config;
  private final ShadowReports reports;
  private final List<Thread> threads;

  /** What is asked in one go. */
  private enum Ask {
    SERVERLESS,
    BOTH,
    LEGACY
  }

  /**
   * One time of asking about a copy.
   *
   * @param before what differed each time so far
   * @param legacy what legacy said the time before
   * @param times how often both sides have been asked again
   */
  private record Round(
      ShadowCopy copy, Ask ask, List<Difference> before, Answer legacy, int times) {

    static Round first(ShadowCopy copy, Ask ask) {
      return new Round(copy, ask, List.of(), copy.answer(), 0);
    }

    /** Both sides, once more. */
    Round next(List<Difference> lasting, Answer said) {
      return new Round(copy, Ask.BOTH, lasting, said, times + 1);
    }

    Round plain(Unpacking unpacking) {
      Answer first = unpacking.plain("legacy", copy.answer());
      Answer last = legacy.equals(copy.answer()) ? first : unpacking.plain("legacy", legacy);
      return new Round(copy.with(first), ask, before, last, times);
    }

    /** Of what it keeps, in bytes. */
    long size() {
      return copy.answer().body().length() + legacy.body().length();
    }

    /** How long to wait before it is asked, doubled from time to time. */
    long waitMillis(ShadowConfig config) {
      return config.settle().toMillis() << Math.max(0, times - 1);
    }
  }

  private record Answered(Round round, @Nullable Answer legacy, @Nullable Answer serverless) {

    Answered plain(Unpacking unpacking) {
      return new Answered(
          round.plain(unpacking),
          legacy == null ? null : unpacking.plain("legacy", legacy),
          serverless == null ? null : unpacking.plain("serverless", serverless));
    }
  }

  /**
   * Starts shadowing.
   *
   * @param vertx one whose event loops answer no client
   */
  public ShadowQueue(Vertx vertx, ShadowConfig config, Clock clock) {
    this.vertx = vertx;
    this.config = config;
    this.reports = new ShadowReports(config.minimum(), clock);
    this.waiting = new ArrayBlockingQueue<>(config.queue());
    this.answered = new ArrayBlockingQueue<>(config.concurrency());
    this.free = new Semaphore(config.concurrency());
    this.context = vertx.getOrCreateContext();
    this.client =
        vertx
            .httpClientBuilder()
            .with(new HttpClientOptions().setKeepAliveTimeout(10))
            .with(new PoolOptions().setHttp1MaxSize(config.concurrency()))
            .build();
    this.threads =
        List.of(thread("banyan-shadow-ask", this::ask), thread("banyan-shadow", this::compare));
  }

  private interface Loop {
    void run() throws InterruptedException;
  }

  private static Thread thread(String name, Loop loop) {
    Thread thread =
        new Thread(
            () -> {
              try {
                loop.run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** Whether a copy that is made now is likely to be taken: what is not taken need not be made. */
  public boolean hasRoom() {
    return waiting.remainingCapacity() > 0 && bytes.get() < MOST_BYTES;
  }

  /** Takes a copy, or drops and counts it; never waits. */
  public void offer(ShadowCopy copy) {
    if (!enter(Round.first(copy, Ask.SERVERLESS))) {
      copy.counters().dropped.increment();
      return;
    }
    int noise = copy.route().rules().shadow().noisePercent();
    if (noise > 0 && ThreadLocalRandom.current().nextInt(100) < noise) {
      later(Round.first(copy, Ask.LEGACY));
    }
  }

  private boolean enter(Round round) {
    if (!taken(round)) {
      return false;
    }
    boolean entered = waiting.offer(round);
    if (!entered) {
      left(round);
    }
    return entered;
  }

  private boolean taken(Round round) {
    if (bytes.addAndGet(round.size()) <= MOST_BYTES) {
      return true;
    }
    left(round);
    return false;
  }

  private void left(Round round) {
    bytes.addAndGet(-round.size());
  }

  /** Asks after a while; what cannot wait any more is left out, which counts for neither side. */
  private void later(Round round) {
    if (settling.incrementAndGet() > config.queue() || !taken(round)) {
      settling.decrementAndGet();
      round.copy.counters().dropped.increment();
      return;
    }
    vertx.setTimer(
        round.waitMillis(config),
        id -> {
          settling.decrementAndGet();
          left(round);
          if (!enter(round)) {
            round.copy.counters().dropped.increment();
          }
        });
  }

  /** Longest body that is worth keeping for a comparison, in bytes. */
  public int maxBody() {
    return config.maxBody();
  }

  /** How long serverless may take. */
  public java.time.Duration timeout() {
    return config.timeout();
  }

  /** What was found. */
  public ShadowReports reports() {
    return reports;
  }

  private void ask() throws InterruptedException {
    while (true) {
      free.acquire();
      Round round = waiting.take();
      left(round);
      send(round);
    }
  }

  private void send(Round round) {
    Future<@Nullable Answer> legacy =
        round.ask == Ask.SERVERLESS ? nothing() : answer(round.copy, round.copy.legacy());
    Future<@Nullable Answer> serverless =
        round.ask == Ask.LEGACY ? nothing() : answer(round.copy, round.copy.serverless());
    Future.join(legacy, serverless)
        .onComplete(
            all -> {
              if (all.failed()
                  || !answered.offer(new Answered(round, legacy.result(), serverless.result()))) {
                round.copy.counters().failed.increment();
                free.release();
              }
            });
  }

  private static Future<@Nullable Answer> nothing() {
    return Future.succeededFuture();
  }

  /**
   * Asks on the event loop, for from another thread the body may be over before it is asked for. A
   * request that cannot even be made is a failed one; the thread has others to ask about.
   */
  private Future<@Nullable Answer> answer(ShadowCopy copy, Target target) {
    Promise<@Nullable Answer> answer = Promise.promise();
    context.runOnContext(
        go -> {
          try {
            target
                .send(client, copy.request())
                .compose(response -> response.body().map(body -> Answer.of(response, body)))
                .onComplete(answer);
          } catch (RuntimeException e) {
            answer.fail(e);
          }
        });
    return answer.future();
  }

  private void compare() throws InterruptedException {
    while (true) {
      Answered pair = answered.take();
      try {
        compare(pair);
      } catch (RuntimeException e) {
        pair.round.copy.counters().failed.increment();
        LOG.warn(
            "a shadow comparison of {} failed: {}", pair.round.copy.route().name(), e.toString());
      } finally {
        free.release();
      }
    }
  }

  private void compare(Answered packed) {
    Unpacking unpacking = new Unpacking(config.maxBody());
    Answered pair = packed.plain(unpacking);
    String problem = unpacking.problem();
    if (problem == null) {
      comparePlain(pair);
    } else if (pair.serverless != null) {
      pair.round.copy.counters().incomparable.increment();
      reports.incomparable(pair.round.copy, problem);
    }
  }

  private void comparePlain(Answered pair) {
    Round round = pair.round;
    if (pair.serverless == null) {
      if (pair.legacy != null) {
        reports.noise(round.copy, differences(round.copy, round.copy.answer(), pair.legacy));
      }
      return;
    }
    Answer legacy = pair.legacy == null ? round.copy.answer() : pair.legacy;
    List<Difference> found = differences(round.copy, legacy, pair.serverless);
    List<Difference> lasting = pair.legacy == null ? found : lasting(round, found, pair.serverless);
    if (lasting.isEmpty() || round.times == TIMES) {
      settled(round, lasting);
    } else {
      later(round.next(lasting, legacy));
    }
  }

  private static List<Difference> differences(ShadowCopy copy, Answer a, Answer b) {
    return ShadowComparison.of(a, b, copy.route().rules().shadow());
  }

  /** Differences of every time; none if serverless has caught up with what legacy said before. */
  private static List<Difference> lasting(Round round, List<Difference> found, Answer serverless) {
    if (found.isEmpty()
        || differences(round.copy, round.copy.answer(), serverless).isEmpty()
        || differences(round.copy, round.legacy, serverless).isEmpty()) {
      return List.of();
    }
    List<String> before = round.before.stream().map(Difference::name).toList();
    return found.stream().filter(difference -> before.contains(difference.name())).toList();
  }

  private void settled(Round round, List<Difference> differences) {
    ShadowCopy copy = round.copy;
    reports.compared(copy, differences);
    if (!differences.isEmpty()) {
      copy.counters().differed.increment();
    } else {
      copy.counters().matched.increment();
      if (round.ask == Ask.BOTH) {
        copy.counters().transients.increment();
      }
    }
    copy.counters().compared.increment();
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    client.shutdown(0, TimeUnit.SECONDS);
  }
}
