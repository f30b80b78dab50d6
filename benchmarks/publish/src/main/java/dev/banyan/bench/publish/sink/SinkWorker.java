package dev.banyan.bench.publish.sink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.banyan.bench.Worker;

/** The sink's process: {@code start}, {@code reset}, {@code stats}. */
public final class SinkWorker {

  private SinkWorker() {}

  /** Serves until the parent has gone. */
  public static void main(String[] args) {
    KinesisSink sink = new KinesisSink();
    Worker.serve((operation, request, answer) -> handle(sink, operation, request, answer));
  }

  private static void handle(
      KinesisSink sink, String operation, JsonNode request, ObjectNode answer) {
    switch (operation) {
      case "start" -> {
        answer.put("tls", sink.listen(request.path("keyStore").asText()));
        answer.put("plain", sink.listen(""));
      }
      case "reset" ->
          sink.shard()
              .reset(
                  new SinkBehaviour(
                      request.path("failureRate").asDouble(),
                      request.path("shardLimits").asBoolean(),
                      request.path("stalled").asBoolean()));
      case "stats" -> sink.shard().describe(answer);
      default -> throw new IllegalArgumentException("unknown operation " + operation);
    }
  }
}
