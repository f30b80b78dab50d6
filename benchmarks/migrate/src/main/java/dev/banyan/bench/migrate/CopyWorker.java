package dev.banyan.bench.migrate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.banyan.bench.Worker;
import dev.banyan.jobs.backfill.wire.WritePath;

/** A candidate's process: {@code copy}. */
public final class CopyWorker {

  private CopyWorker() {}

  /** Serves until the parent has gone. */
  public static void main(String[] args) {
    Copy copy =
        switch (System.getProperty("candidate", "")) {
          case Candidates.BATCH_PATH -> new BanyanCopy(WritePath.BATCH_WRITE);
          case Candidates.RACE_SAFE -> new BanyanCopy(WritePath.INSERT_IF_ABSENT);
          case Candidates.PUT -> new SpringBatchCopy(false);
          case Candidates.BATCH -> new SpringBatchCopy(true);
          case Candidates.VERIFY -> new BanyanVerify();
          default -> new BareCopy();
        };
    Worker.serve((operation, request, answer) -> copy(copy, request, answer));
  }

  private static void copy(Copy copy, JsonNode request, ObjectNode answer) throws Exception {
    Copy.Order order =
        new Copy.Order(
            request.path("source").asText(),
            request.path("endpoint").asText(),
            request.path("table").asText(),
            request.path("documents").asInt());
    Heap.reset();
    long started = System.nanoTime();
    copy.run(order);
    answer
        .put("seconds", (System.nanoTime() - started) / 1e9)
        .put("peakHeapMiB", Heap.peak())
        .put("heapLimitMiB", Heap.limit());
  }
}
