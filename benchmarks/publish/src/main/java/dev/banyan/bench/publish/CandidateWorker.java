package dev.banyan.bench.publish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.banyan.bench.Worker;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A candidate's process: {@code open}, {@code run} for some seconds, {@code offer} a number of
 * events to a stalled sink, {@code close}.
 */
public final class CandidateWorker {

  private static final int DRAIN_SECONDS = 60;
  private static final int LOOK_EVERY = 50_000;
  private static final double NANOS = 1e9;

  private final Candidate.Factory factory;
  private @Nullable Candidate candidate;

  private CandidateWorker(Candidate.Factory factory) {
    this.factory = factory;
  }

  /** The process of ours or of plain PutRecords. */
  public static void main(String[] args) {
    serve(
        System.getProperty("candidate", Candidates.BANYAN).equals(Candidates.PLAIN)
            ? PlainCandidate::open
            : BanyanCandidate::open);
  }

  /** Serves any candidate until the parent has gone. */
  public static void serve(Candidate.Factory factory) {
    Worker.serve(new CandidateWorker(factory)::handle);
  }

  private void handle(String operation, JsonNode request, ObjectNode answer) throws Exception {
    switch (operation) {
      case "open" ->
          candidate =
              factory.open(
                  new Candidate.Setting(
                      request.path("tlsPort").asInt(),
                      request.path("limited").asBoolean(),
                      request.path("stalled").asBoolean(),
                      request.path("folder").asText()));
      case "run" -> run(open(), request, answer);
      case "offer" -> offer(open(), request, answer);
      case "close" -> open().close();
      default -> throw new IllegalArgumentException("unknown operation " + operation);
    }
  }

  private Candidate open() {
    if (candidate == null) {
      throw new IllegalStateException("nothing is open");
    }
    return candidate;
  }

  /** Offers for some seconds with bounded outstanding events, then waits for all of them. */
  private static void run(Candidate candidate, JsonNode request, ObjectNode answer)
      throws InterruptedException {
    int window = request.path("outstanding").asInt();
    Semaphore room = new Semaphore(window);
    AtomicLong acknowledged = new AtomicLong();
    EventSequence events = sequence(request);
    long started = System.nanoTime();
    long end = started + TimeUnit.SECONDS.toNanos(request.path("seconds").asInt());
    long offered = 0;
    while (System.nanoTime() < end) {
      if (!room.tryAcquire(100, TimeUnit.MILLISECONDS)) {
        continue;
      }
      offered++;
      events.offer(
          candidate,
          stored -> {
            acknowledged.addAndGet(stored ? 1 : 0);
            room.release();
          });
    }
    candidate.flush();
    boolean drained = room.tryAcquire(window, DRAIN_SECONDS, TimeUnit.SECONDS);
    double seconds = (System.nanoTime() - started) / NANOS;
    answer.put("offered", offered).put("acknowledged", acknowledged.get());
    answer.put("drained", drained).put("seconds", seconds);
    answer.put("eventsPerSecond", acknowledged.get() / seconds);
  }

  private static EventSequence sequence(JsonNode request) {
    return new EventSequence(
        request.path("payloadBytes").asInt(), request.path("envelopes").asBoolean());
  }

  /**
   * Offers a number of events as fast as it can, whatever becomes of them; ends early after the
   * time that it has, or without memory.
   */
  private static void offer(Candidate candidate, JsonNode request, ObjectNode answer) {
    EventSequence events = sequence(request);
    AtomicLong refused = new AtomicLong();
    HeapWatch heap = new HeapWatch();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(request.path("seconds").asLong());
    long offered = 0;
    try {
      for (; offered < request.path("events").asLong() && System.nanoTime() < end; offered++) {
        events.offer(candidate, stored -> refused.addAndGet(stored ? 0 : 1));
        if (offered % LOOK_EVERY == 0) {
          heap.look();
        }
      }
    } catch (OutOfMemoryError e) {
      answer.put("outOfMemory", 1);
    }
    heap.look();
    answer.put("offered", offered).put("refused", refused.get()).put("heapMiB", heap.mostMiB());
    answer.put("maxHeapMiB", Runtime.getRuntime().maxMemory() / (1 << 20));
  }
}
