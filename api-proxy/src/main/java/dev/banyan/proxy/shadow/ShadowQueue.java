package dev.banyan.proxy.shadow;

import dev.banyan.proxy.upstream.Upstream;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.PoolOptions;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks serverless for copies of reads, off the path. The queue is bounded and drops the newest when
 * it is full; comparing happens on one thread of its own, with connections of its own. Thread-safe.
 */
public final class ShadowQueue implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ShadowQueue.class);
  private static final int SAMPLES = 50;

  private final BlockingQueue<ShadowCopy> waiting;
  private final Semaphore free;
  private final BlockingQueue<Answered> answered;
  private final HttpClientAgent client;
  private final Upstream serverless;
  private final ShadowConfig config;
  private final Clock clock;
  private final Deque<ShadowSample> samples = new ArrayDeque<>();
  private final List<Thread> threads;

  private record Answered(ShadowCopy copy, int status, Buffer body) {}

  /**
   * Starts shadowing.
   *
   * @param vertx one whose event loops answer no client
   */
  public ShadowQueue(Vertx vertx, Upstream serverless, ShadowConfig config, Clock clock) {
    this.serverless = serverless;
    this.config = config;
    this.clock = clock;
    this.waiting = new ArrayBlockingQueue<>(config.queue());
    this.answered = new ArrayBlockingQueue<>(config.concurrency());
    this.free = new Semaphore(config.concurrency());
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

  /** Takes a copy, or drops and counts it; never waits. */
  public void offer(ShadowCopy copy) {
    if (!waiting.offer(copy)) {
      copy.counters().dropped.increment();
    }
  }

  /** Longest body that is worth keeping for a comparison, in bytes. */
  public int maxBody() {
    return config.maxBody();
  }

  private void ask() throws InterruptedException {
    while (true) {
      free.acquire();
      send(waiting.take());
    }
  }

  private void send(ShadowCopy copy) {
    client
        .request(
            serverless
                .request(copy.method(), copy.uri(), config.timeout().toMillis())
                .setIdleTimeout(config.timeout().toMillis())
                .setHeaders(copy.headers()))
        .compose(HttpClientRequest::send)
        .compose(response -> whole(copy, response))
        .onComplete(
            answer -> {
              if (answer.failed() || !answered.offer(answer.result())) {
                copy.counters().failed.increment();
                free.release();
              }
            });
  }

  private Future<Answered> whole(ShadowCopy copy, HttpClientResponse response) {
    return response.body().map(body -> new Answered(copy, response.statusCode(), body));
  }

  private void compare() throws InterruptedException {
    while (true) {
      Answered pair = answered.take();
      try {
        compare(pair);
      } catch (RuntimeException e) {
        pair.copy.counters().failed.increment();
        LOG.warn("a shadow comparison of {} failed: {}", pair.copy.route().name(), e.toString());
      } finally {
        free.release();
      }
    }
  }

  private void compare(Answered pair) {
    ShadowCopy copy = pair.copy;
    List<String> differences =
        ShadowComparison.of(copy.status(), copy.body(), pair.status, pair.body);
    if (differences.isEmpty()) {
      copy.counters().matched.increment();
    } else {
      copy.counters().differed.increment();
      sample(new ShadowSample(copy.route().name(), copy.path(), clock.instant(), differences));
    }
    copy.counters().compared.increment();
  }

  private void sample(ShadowSample sample) {
    synchronized (samples) {
      if (samples.size() == SAMPLES) {
        samples.removeFirst();
      }
      samples.addLast(sample);
    }
  }

  /** The latest pairs that differed, 50 at most, oldest first. */
  public List<ShadowSample> samples() {
    synchronized (samples) {
      return List.copyOf(samples);
    }
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    client.shutdown(0, TimeUnit.SECONDS);
  }
}
