package dev.banyan.cli.input;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.bson.types.ObjectId;

/** The posts that were loaded: an author each, and ids that grow with time. Not thread-safe. */
public final class LoadedPosts {

  private static final Duration SPACING = Duration.ofSeconds(10);

  /** Far enough back that millions of posts lie before the first one of the running system. */
  private static final Duration AGE = Duration.ofDays(365);

  private final long seed;
  private final Instant end;
  private int[] authors = new int[1024];
  private int count;

  /**
   * No posts yet.
   *
   * @param now no post is younger
   */
  public LoadedPosts(long seed, Instant now) {
    this.seed = seed;
    this.end = now;
  }

  /** Adds a post and answers its position. */
  int add(int author) {
    if (count == authors.length) {
      authors = Arrays.copyOf(authors, count * 2);
    }
    authors[count] = author;
    return count++;
  }

  public int count() {
    return count;
  }

  /** The user number of a post's author. */
  public int author(int post) {
    return authors[post];
  }

  /** As ObjectIds are made: seconds, five bytes of the process (here of the seed), a counter. */
  public ObjectId id(int post) {
    return new ObjectId(
        ByteBuffer.allocate(12)
            .putInt((int) createdAt(post).getEpochSecond())
            .putInt((int) (seed * 0x9E3779B97F4A7C15L >>> 32))
            .putInt(post & 0xff_ffff)
            .array());
  }

  Instant createdAt(int post) {
    Instant time = end.minus(AGE).plus(SPACING.multipliedBy(post));
    return time.isAfter(end) ? end : time;
  }
}
