package dev.banyan.capture.mapping;

import org.jspecify.annotations.Nullable;

/**
 * What the events of a mapping are called, and how many a document makes.
 *
 * @param put type of the events of what is there
 * @param deleted type of the events of what is gone
 * @param each path of an embedded array; null for one event per document. With it each element is a
 *     thing of its own: it has an event when it comes or changes, and one when it is gone, which
 *     takes pre-images to find. Paths that begin with {@code each} mean the element
 * @param optional whether the collection may be missing at start-up
 */
public record EventShape(String put, String deleted, @Nullable String each, boolean optional) {

  /** The path that means the element of {@link #each}. */
  static final String ELEMENT = "each";

  public EventShape {
    if (put.isBlank() || deleted.isBlank()) {
      throw new IllegalArgumentException("the event types must not be blank");
    }
    if (put.equals(deleted)) {
      throw new IllegalArgumentException(
          "put and deleted need types of their own, both are " + put);
    }
    if (each != null && each.isBlank()) {
      throw new IllegalArgumentException("each must name an array");
    }
  }

  /** One event per document, {@code <event>.put} and {@code <event>.deleted}. */
  public static EventShape of(String event) {
    return new EventShape(event + ".put", event + ".deleted", null, true);
  }

  static boolean isElement(String path) {
    return path.equals(ELEMENT) || path.startsWith(ELEMENT + ".");
  }
}
