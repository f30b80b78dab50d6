package dev.banyan.relationships;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * One user follows another.
 *
 * @param createdAt with milliseconds, as MongoDB's dates have
 */
public record Follow(String follower, String followee, Instant createdAt) {

  public Follow {
    requireKey("follower", follower);
    requireKey("followee", followee);
    createdAt = createdAt.truncatedTo(ChronoUnit.MILLIS);
  }

  /** DynamoDB takes no empty key. */
  static void requireKey(String name, String value) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException(name + " must not be empty");
    }
  }

  /** The document's {@code _id} and the event's subject. */
  static String id(String follower, String followee) {
    return follower + ":" + followee;
  }
}
