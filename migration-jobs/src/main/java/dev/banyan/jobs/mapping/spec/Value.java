package dev.banyan.jobs.mapping.spec;

import dev.banyan.jobs.image.TypeHint;
import org.jspecify.annotations.Nullable;

/** What a mapping puts into an attribute. */
public sealed interface Value {

  /**
   * The same for every document.
   *
   * @param value a String, Boolean, Long, java.math.BigDecimal, or null
   */
  record Constant(@Nullable Object value) implements Value {}

  /** Text made from the document. */
  record Text(Template template) implements Value {}

  /**
   * The value at a path; no attribute if there is none.
   *
   * @param hint its image; null for the exact one
   */
  record Copy(FieldPath path, @Nullable TypeHint hint) implements Value {}
}
