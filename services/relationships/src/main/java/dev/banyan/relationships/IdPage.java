package dev.banyan.relationships;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of user ids.
 *
 * @param last the id to go on behind, or null on the last page
 */
public record IdPage(List<String> ids, @Nullable String last) {

  public IdPage {
    ids = List.copyOf(ids);
  }

  /** Makes a page of up to {@code limit} ids from one that was asked for one more. */
  static IdPage of(List<String> found, int limit) {
    return found.size() <= limit
        ? new IdPage(found, null)
        : new IdPage(found.subList(0, limit), found.get(limit - 1));
  }
}
