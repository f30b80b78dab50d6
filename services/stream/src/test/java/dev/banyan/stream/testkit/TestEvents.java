package dev.banyan.stream.testkit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.banyan.events.Event;
import dev.banyan.events.SourceVersion;
import java.io.IOException;

/** Events as the relay publishes them. */
public final class TestEvents {

  private static final ObjectMapper JSON = new ObjectMapper();

  private TestEvents() {}

  /** The version of the {@code n}-th change. */
  public static SourceVersion version(int n) {
    return new SourceVersion(1_700_000_000L + n, 1, 0);
  }

  /** An event of legacy. */
  public static Event event(String type, String key, int n, String data) {
    return event(Event.LEGACY, type, key, version(n), data);
  }

  public static Event event(
      String source, String type, String key, SourceVersion version, String data) {
    return new Event(
        type + "-" + key + "-" + version,
        source,
        type,
        key,
        version.instant(),
        key,
        version,
        new Event.Trace("correlation-" + key, null),
        json(data));
  }

  public static Event follow(String follower, String followee, int n) {
    return event(
        "follow.put",
        follower,
        n,
        "{'follower':'%s','followee':'%s','createdAt':'2026-01-01T00:00:%02d.000Z'}"
            .formatted(follower, followee, n % 60));
  }

  public static Event unfollow(String follower, String followee, int n) {
    return event(
        "follow.deleted",
        follower,
        n,
        "{'follower':'%s','followee':'%s'}".formatted(follower, followee));
  }

  /** A marker as the relay puts it into a bucket. */
  public static Event heartbeat(String outerKey, SourceVersion position) {
    return event(
        Event.LEGACY, Event.HEARTBEAT, outerKey, position, "{'position':'%s'}".formatted(position));
  }

  private static ObjectNode json(String text) {
    try {
      return (ObjectNode) JSON.readTree(text.replace('\'', '"'));
    } catch (IOException e) {
      throw new IllegalArgumentException(text, e);
    }
  }
}
