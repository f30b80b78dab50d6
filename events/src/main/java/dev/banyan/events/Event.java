package dev.banyan.events;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A state change in its envelope: the whole state after the change, or the key of what is gone.
 *
 * @param id unique per source; the same change always gets the same id, so a replay is recognised
 * @param source the side that made the change: {@code legacy} or the name of a service
 * @param type for instance {@code follow.put}, {@code follow.deleted}, {@code banyan.heartbeat}
 * @param subject the key of the changed thing
 * @param time when the change was made, wall clock of its owner
 * @param partitionKey events with one partition key stay in commit order
 * @param version the change's source version
 * @param trace how the change finds its way back to its request
 * @param data the state, a JSON object
 */
public record Event(
    String id,
    String source,
    String type,
    String subject,
    Instant time,
    String partitionKey,
    SourceVersion version,
    Trace trace,
    JsonNode data) {

  /** Type of the marker that moves the watermark of an idle bucket. */
  public static final String HEARTBEAT = "banyan.heartbeat";

  /** Type of the marker that a switch waits for. */
  public static final String BARRIER = "banyan.barrier";

  /** The source that legacy's changes carry. */
  public static final String LEGACY = "legacy";

  public Event {
    requireText("id", id);
    requireText("source", source);
    requireText("type", type);
    requireText("partitionKey", partitionKey);
    Objects.requireNonNull(subject, "subject");
    Objects.requireNonNull(time, "time");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(trace, "trace");
    if (!data.isObject()) {
      throw new IllegalArgumentException("data must be a JSON object, was " + data.getNodeType());
    }
  }

  private static void requireText(String name, String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(name + " must not be blank");
    }
  }

  /** The bucket that this event travels in. */
  public int bucket() {
    return Buckets.of(partitionKey);
  }

  /** Whether this is a heartbeat or a barrier: it moves watermarks and changes no state. */
  public boolean isMarker() {
    return type.equals(HEARTBEAT) || type.equals(BARRIER);
  }

  /**
   * The request behind a change, where it is known.
   *
   * @param correlationId the request's {@code X-Correlation-Id}
   * @param traceparent W3C trace context
   */
  public record Trace(@Nullable String correlationId, @Nullable String traceparent) {
    /** For a change whose request is not known. */
    public static final Trace NONE = new Trace(null, null);
  }
}
