package dev.banyan.jobs.verify;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.verify.found.Found;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells items that were written later than the documents that they are held against, and counts
 * them: there is no difference in that, and no proof either. A version in the future is not one of
 * a change: it stays a difference. Thread-safe.
 *
 * @param asOf the highest version that the documents show; null if they are as new as can be
 */
record Newer(@Nullable SourceVersion asOf, Clock clock, Counted counted) {

  /**
   * Whether an item that differs is newer.
   *
   * @param attribute that holds its version
   * @param document the version that the document carries; null for none
   */
  boolean test(@Nullable Map<String, Found> item, String attribute, @Nullable String document) {
    boolean newer =
        asOf != null
            && item != null
            && item.get(attribute) instanceof Found.Text text
            && isAbove(text.value(), asOf)
            && (document == null || text.value().compareTo(document) > 0);
    if (newer) {
      counted.newer();
    }
    return newer;
  }

  private boolean isAbove(String text, SourceVersion bound) {
    try {
      SourceVersion version = SourceVersion.parse(text);
      return version.compareTo(bound) > 0
          && !version.instant().isAfter(clock.instant().plus(MappedComparison.SKEW));
    } catch (IllegalArgumentException e) { // no version at all
      return false;
    }
  }
}
