package dev.banyan.proxy.shadow;

import dev.banyan.proxy.upstream.AwaitedAnswer;
import dev.banyan.proxy.upstream.SideAnswer;
import dev.banyan.proxy.upstream.SideClients;
import dev.banyan.proxy.upstream.Target;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks about copies of reads, off the path. What waits is bounded, in number, in bytes and in time;
 * comparing happens on one thread of its own, with connections of its own. Thread-safe.
 *
 * <ol>
 *   <li>Serverless is asked.
 *   <li>What the {@link ShadowJudge} wants to know besides is asked after {@link
 *       ShadowConfig#settle}, and each further time after twice as long.
 *   <li>For a share of the copies legacy alone is asked again after the same time: how often it
 *       then differs from itself is the noise that differences are judged against.
 * </ol>
 */
public final class ShadowQueue implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ShadowQueue.class);

  /** Bodies that wait, all together; they may be large, and a heap small. */
  private static final long MOST_BYTES = 32L * 1024 * 1024;

  /** How old legacy's answer may be when serverless is asked the same for the first time. */
  private static final Duration FRESH = Duration.ofSeconds(1);

  private final WaitingRounds waiting;
  private final Semaphore free;
  private final BlockingQueue<Round.Answered> answered;
  private final Vertx vertx;
  private final Context context;
  private final SideClients clients;
  private final ShadowConfig config;
  private final ShadowReports reports;
  private final ShadowJudge judge;
  private final List<Thread> threads;

  /**
   * Starts shadowing.
   *
   * @param vertx one whose event loops answer no client
   * @param clients its connections
   */
  public ShadowQueue(Vertx vertx, SideClients clients, ShadowConfig config, Clock clock) {
    this.vertx = vertx;
    this.config = config;
    this.reports = new ShadowReports(config.minimum(), clock);
    this.judge = new ShadowJudge(reports, config.maxBody());
    this.waiting =
        new WaitingRounds(
            config.queue(), MOST_BYTES, FRESH, System::nanoTime, ShadowQueue::dropped);
    this.answered = new ArrayBlockingQueue<>(config.concurrency());
    this.free = new Semaphore(config.concurrency());
    this.context = vertx.getOrCreateContext();
    this.clients = clients;
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
    return waiting.hasRoom();
  }

  /** Takes a copy, or drops and counts it; never waits. */
  public void offer(ShadowCopy copy) {
    Round first = Round.first(copy, Round.Ask.SERVERLESS);
    if (!waiting.first(first)) {
      dropped(first);
      return;
    }
    int noise = copy.route().rules().shadow().noisePercent();
    if (noise > 0 && ThreadLocalRandom.current().nextInt(100) < noise) {
      later(Round.first(copy, Round.Ask.LEGACY));
    }
  }

  /** Asks after a while; what cannot wait any more is left out, which counts for neither side. */
  private void later(Round round) {
    if (waiting.settles(round)) {
      vertx.setTimer(round.waitMillis(config), id -> waiting.due(round));
    } else {
      dropped(round);
    }
  }

  private static void dropped(Round round) {
    round.copy().counters().dropped.increment();
  }

  /** Longest body that is worth keeping for a comparison, in bytes. */
  public int maxBody() {
    return config.maxBody();
  }

  /** How long serverless may take. */
  public Duration timeout() {
    return config.timeout();
  }

  /** What was found. */
  public ShadowReports reports() {
    return reports;
  }

  private void ask() throws InterruptedException {
    while (true) {
      free.acquire();
      send(waiting.take());
    }
  }

  private void send(Round round) {
    Future<@Nullable Answer> legacy =
        round.ask() == Round.Ask.SERVERLESS
            ? nothing()
            : answer(round.copy(), round.copy().legacy());
    Future<@Nullable Answer> serverless =
        round.ask() == Round.Ask.LEGACY
            ? nothing()
            : answer(round.copy(), round.copy().serverless());
    Future.join(legacy, serverless)
        .onComplete(
            all -> {
              if (all.failed()
                  || !answered.offer(
                      new Round.Answered(round, legacy.result(), serverless.result()))) {
                round.copy().counters().failed.increment();
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
            Future<SideAnswer> coming = target.send(clients, copy.request());
            AwaitedAnswer.of(vertx, coming, config.timeout(), config.maxBody())
                .map(Answer::of)
                .onComplete(answer);
          } catch (RuntimeException e) {
            answer.fail(e);
          }
        });
    return answer.future();
  }

  private void compare() throws InterruptedException {
    while (true) {
      Round.Answered pair = answered.take();
      try {
        Round next = judge.judge(pair);
        if (next != null) {
          later(next);
        }
      } catch (RuntimeException e) {
        pair.round().copy().counters().failed.increment();
        LOG.warn(
            "a shadow comparison of {} failed: {}",
            pair.round().copy().route().name(),
            e.toString());
      } finally {
        free.release();
      }
    }
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    clients.close();
  }
}
