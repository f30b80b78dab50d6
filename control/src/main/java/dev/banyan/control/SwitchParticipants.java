package dev.banyan.control;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a switch asks of capture and of the service. One implementation acts; the other rehearses.
 *
 * <p>Called from one thread. A failure is an unchecked exception: the switch rolls back.
 */
public interface SwitchParticipants {

  /** Consumer lag, dead letters, reverse replication: what they say of switching now. */
  List<Guard> guards(Capability capability);

  /**
   * Puts a barrier behind the last legacy write.
   *
   * @return its position in source time
   */
  String placeBarrier(Capability capability);

  /**
   * Waits until the service has met the barrier in every bucket.
   *
   * @return empty when it has, otherwise what is behind
   */
  Optional<String> awaitBarrier(Capability capability, String position, Duration atMost);

  /** Ownership has moved: legacy's later writes are a bypass from this position on. */
  void ownershipMoved(Capability capability);
}
