package dev.banyan.capture;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The stream cannot be followed without a gap; the message says why and what to do. */
final class PositionLostException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<String> collections;
  private final transient @Nullable Checkpoint behind;

  /** Every collection is affected, and nothing of the stream can be used. */
  PositionLostException(String message) {
    this(message, List.of(), null);
  }

  /**
   * Some collections are affected.
   *
   * @param collections empty for all
   * @param behind where the stream goes on for the others; null if it does not
   */
  PositionLostException(String message, List<String> collections, @Nullable Checkpoint behind) {
    super(message, null, false, false);
    this.collections = List.copyOf(collections);
    this.behind = behind;
  }

  List<String> collections() {
    return collections;
  }

  @Nullable Checkpoint behind() {
    return behind;
  }
}
