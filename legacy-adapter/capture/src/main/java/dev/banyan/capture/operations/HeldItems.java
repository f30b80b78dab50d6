package dev.banyan.capture.operations;

import com.fasterxml.jackson.databind.JsonNode;
import dev.banyan.events.SourceVersion;
import java.util.function.Consumer;

/** What the other side holds; tells a resnapshot which things were deleted in the gap. */
@FunctionalInterface
public interface HeldItems {

  /** Nothing is known of the other side: deletions that fell into the gap stay to be found. */
  HeldItems UNKNOWN = (collection, below, items) -> {};

  /**
   * Names every live item that comes from a collection's events and has a version below this. One
   * that is named although a newer event of it is on its way does no harm.
   *
   * @param items takes the item in the form of an event's data, such as {@code {"follower": "a",
   *     "followee": "b"}}
   */
  void forEach(String collection, SourceVersion below, Consumer<JsonNode> items);
}
