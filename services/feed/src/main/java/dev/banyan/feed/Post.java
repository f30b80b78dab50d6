package dev.banyan.feed;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A post as feeds show it.
 *
 * @param id grows with time: it is the order of every feed
 * @param createdAt with milliseconds
 */
public record Post(String id, String author, String text, Instant createdAt) {

  public Post {
    Items.requireKey("id", id);
    Items.requireKey("author", author);
    createdAt = createdAt.truncatedTo(ChronoUnit.MILLIS);
  }
}
