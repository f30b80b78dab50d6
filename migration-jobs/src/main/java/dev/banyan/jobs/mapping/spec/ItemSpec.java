package dev.banyan.jobs.mapping.spec;

import dev.banyan.jobs.image.ImageOptions;
import dev.banyan.jobs.image.TypeHint;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one document becomes in one table: an item, or one per element of an array.
 *
 * @param sort null if the table has no sort key
 * @param each null for one item per document
 * @param only the top-level fields that are kept; null for all
 * @param exclude paths that are left out
 * @param rename from a path of the document to a path of the item
 * @param set attributes that the mapping makes
 * @param types hints by path of the document
 * @param ttl null if items do not expire
 */
public record ItemSpec(
    TableSpec table,
    Template partition,
    @Nullable Template sort,
    @Nullable Each each,
    Condition when,
    @Nullable List<String> only,
    List<FieldPath> exclude,
    Map<FieldPath, FieldPath> rename,
    Map<FieldPath, Value> set,
    Map<FieldPath, TypeHint> types,
    @Nullable Ttl ttl,
    String versionAttribute,
    String originAttribute,
    ImageOptions options,
    Oversize oversize) {

  public ItemSpec {
    only = only == null ? null : List.copyOf(only);
    exclude = List.copyOf(exclude);
    rename = Collections.unmodifiableMap(new LinkedHashMap<>(rename));
    set = Collections.unmodifiableMap(new LinkedHashMap<>(set));
    types = Collections.unmodifiableMap(new LinkedHashMap<>(types));
  }

  /**
   * One item per element of an array.
   *
   * @param path of the array; a document without it becomes no item
   * @param as the name by which templates, types and other paths mean the element
   */
  public record Each(FieldPath path, String as) {}

  /**
   * When an item expires.
   *
   * @param path of a date; no expiry where there is none
   * @param plus added to it
   */
  public record Ttl(String attribute, FieldPath path, Duration plus) {}

  /** What becomes of an item above 400 KB. */
  public enum Oversize {
    /** The document becomes a dead letter. */
    DEAD_LETTER,
    /**
     * The item's JSON goes to a {@link dev.banyan.jobs.mapping.LargeItems}, a reference into the
     * table.
     */
    OFFLOAD,
    /** The item's JSON goes into several items whose sort keys have a number behind. */
    SPLIT
  }
}
