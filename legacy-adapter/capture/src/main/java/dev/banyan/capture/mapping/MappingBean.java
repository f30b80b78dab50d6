package dev.banyan.capture.mapping;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * A mapping in Java, for what cannot be declared: one function for one collection.
 *
 * @param collection the collection
 * @param capability the capability that it belongs to
 * @param needsPreImages whether deletes, or what an update took away, need the state before
 * @param events pure and thread-safe; the same change has to give the same events. No events: not
 *     published. An exception makes the change a dead letter
 */
public record MappingBean(
    String collection,
    String capability,
    boolean needsPreImages,
    Function<DocumentChange, List<DomainEvent>> events) {

  public MappingBean {
    if (collection.isBlank() || capability.isBlank()) {
      throw new IllegalArgumentException("a mapping bean needs a collection and a capability");
    }
    Objects.requireNonNull(events, "events");
  }

  /** A mapping that gets by without pre-images. */
  public static MappingBean of(
      String collection, String capability, Function<DocumentChange, List<DomainEvent>> events) {
    return new MappingBean(collection, capability, false, events);
  }

  /** The same, started only where the collection has pre-images. */
  public MappingBean withPreImages() {
    return new MappingBean(collection, capability, true, events);
  }
}
