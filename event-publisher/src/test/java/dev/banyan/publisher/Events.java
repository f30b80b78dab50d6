package dev.banyan.publisher;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.banyan.events.Buckets;
import dev.banyan.events.Event;
import dev.banyan.events.SourceVersion;
import java.time.Instant;
import java.util.stream.IntStream;

/** Events for tests. */
final class Events {

  private Events() {}

  static Event numbered(String key, int number) {
    return sized(key, number, 0);
  }

  static Event sized(String key, int number, int bytes) {
    return new Event(
        "legacy-" + key + "-" + number,
        Event.LEGACY,
        "follow.put",
        key,
        Instant.ofEpochSecond(number),
        key,
        new SourceVersion(number, 0, 0),
        Event.Trace.NONE,
        JsonNodeFactory.instance.objectNode().put("filler", "x".repeat(bytes)));
  }

  /** A key that belongs to the bucket. */
  static String keyIn(int bucket) {
    return IntStream.range(0, 100_000)
        .mapToObj(i -> "k" + i)
        .filter(key -> Buckets.of(key) == bucket)
        .findFirst()
        .orElseThrow();
  }
}
