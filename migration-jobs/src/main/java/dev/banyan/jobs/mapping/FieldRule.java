package dev.banyan.jobs.mapping;

import dev.banyan.jobs.image.TypeTree;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a top-level field.
 *
 * @param fate whether it becomes an attribute
 * @param name of the attribute; null for the field's own
 * @param tree what is said about its value; null for nothing
 */
record FieldRule(Fate fate, @Nullable AttributeName name, @Nullable TypeTree tree) {

  /** Whether a field becomes an attribute. */
  enum Fate {
    KEPT,
    /** Left out, or held by a key attribute. */
    DROPPED,
    /**
     * Kept among those that cannot be attributes: the mapping needs the name for something else.
     */
    DISPLACED
  }
}
