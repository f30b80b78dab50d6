package dev.banyan.capture;

import com.fasterxml.jackson.databind.JsonNode;
import dev.banyan.capture.operations.HeldItems;
import dev.banyan.events.Event;
import dev.banyan.events.SourceVersion;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** The other side's table: a write applies only over a lower version, a delete is a tombstone. */
final class VersionedItems implements HeldItems {

  private record Item(SourceVersion version, boolean deleted, JsonNode data) {}

  private final TreeMap<String, Item> items = new TreeMap<>();

  void apply(Event event) {
    Item old = items.get(event.subject());
    if (old == null || old.version().compareTo(event.version()) < 0) {
      boolean deleted = event.type().endsWith(".deleted");
      items.put(event.subject(), new Item(event.version(), deleted, event.data()));
    }
  }

  TreeSet<String> live() {
    TreeSet<String> live = new TreeSet<>();
    items.forEach(
        (subject, item) -> {
          if (!item.deleted()) {
            live.add(subject);
          }
        });
    return live;
  }

  @Override
  public void forEach(String collection, SourceVersion below, Consumer<JsonNode> consumer) {
    items.values().stream()
        .filter(item -> !item.deleted() && item.version().compareTo(below) < 0)
        .forEach(item -> consumer.accept(item.data()));
  }
}
