package dev.banyan.relay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.banyan.capture.RelayStatus;
import dev.banyan.publisher.PublisherHealth;
import dev.banyan.publisher.PublisherMetrics;

/** A relay's status as JSON. */
final class StatusReport {

  private static final ObjectMapper JSON = new ObjectMapper();

  private StatusReport() {}

  /** Whether events flow, or would if this relay had the lease. */
  static boolean healthy(RelayStatus status, PublisherHealth publisher) {
    return switch (status.state()) {
      case RUNNING, STANDBY -> publisher.state() != PublisherHealth.State.REFUSED;
      case STARTING, RECONNECTING, UNHEALTHY, STOPPED -> false;
    };
  }

  static String of(
      RelaySettings settings,
      RelayStatus status,
      PublisherMetrics publisher,
      PublisherHealth health) {
    ObjectNode json = JSON.createObjectNode();
    json.put("status", healthy(status, health) ? "UP" : "DOWN");
    json.put("state", status.state().name());
    json.put("lease", lease(status));
    json.put("epoch", status.epoch());
    if (status.position() != null) {
      json.put("position", status.position().toString());
    }
    json.put("lagMillis", status.lag().toMillis());
    json.put("published", status.published());
    json.put("skipped", status.skipped());
    json.put("deadLetters", status.deadLetters());
    json.put("database", settings.database());
    json.put("stream", settings.stream());
    json.put("queuedBytes", publisher.queuedBytes());
    json.put("oldestUnsentMillis", publisher.oldestUnsent().toMillis());
    json.put("publisher", health.state().name());
    json.put("breaker", health.breaker().name());
    if (!health.message().isEmpty()) {
      json.put("publisherProblem", health.message());
    }
    json.put("retried", publisher.retried());
    RelayStatus.Problem problem = status.problem();
    if (problem != null) {
      json.putObject("problem")
          .put("message", problem.message())
          .put("since", problem.since().toString())
          .set("collections", JSON.valueToTree(problem.collections()));
    }
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values is always JSON", e);
    }
  }

  private static String lease(RelayStatus status) {
    return switch (status.state()) {
      case RUNNING -> "held";
      case STANDBY -> "another relay's";
      case STARTING, RECONNECTING, UNHEALTHY, STOPPED -> "none";
    };
  }
}
