package dev.banyan.stream;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A record or document that was set aside (invariant 7).
 *
 * @param capability whose it is
 * @param time when the record arrived; not the time of setting aside, so that a record that is set
 *     aside twice is one dead letter
 * @param position where it stands: {@code shard:sequence:index}, or {@code collection/_id}
 * @param cause why it was set aside
 * @param payload the record's or document's bytes as they came
 * @param correlationId of the request behind it, where known
 */
public record DeadLetter(
    String capability,
    Instant time,
    String position,
    String cause,
    byte[] payload,
    @Nullable String correlationId) {

  public DeadLetter {
    if (capability.isBlank() || position.isBlank()) {
      throw new IllegalArgumentException(
          "capability and position must not be blank: '" + capability + "', '" + position + "'");
    }
    Objects.requireNonNull(time, "time");
    Objects.requireNonNull(cause, "cause");
    Objects.requireNonNull(payload, "payload");
  }

  /** Sorts by time, and names the dead letter inside its capability. */
  public String id() {
    return time + "#" + position;
  }

  @Override
  public String toString() {
    return capability + " " + id() + ": " + cause + " (" + payload.length + " bytes)";
  }
}
