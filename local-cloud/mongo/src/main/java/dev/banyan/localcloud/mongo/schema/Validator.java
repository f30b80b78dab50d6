package dev.banyan.localcloud.mongo.schema;

import de.bwaldvogel.mongo.backend.DefaultQueryMatcher;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import org.jspecify.annotations.Nullable;

/**
 * The rule that documents of a collection must keep. See <a
 * href="https://www.mongodb.com/docs/manual/core/schema-validation/">Schema Validation</a>.
 *
 * @param schema the $jsonSchema of the rule
 * @param query the rest of the rule, a query
 * @param strict whether documents that broke it before must keep it when they are updated
 */
public record Validator(@Nullable JsonSchema schema, Document query, boolean strict) {

  private static final int FAILED_VALIDATION = 121;

  /** The rule that create or collMod state; null for none, or one that only warns. */
  public static @Nullable Validator of(Document options) {
    if (!(options.get("validator") instanceof Document rule)
        || rule.isEmpty()
        || "warn".equals(options.get("validationAction"))
        || "off".equals(options.get("validationLevel"))) {
      return null;
    }
    Document query = new Document(rule);
    Object schema = query.remove("$jsonSchema");
    return new Validator(
        schema instanceof Document document ? JsonSchema.of(document) : null,
        query,
        !"moderate".equals(options.get("validationLevel")));
  }

  public void check(@Nullable Document before, Document document) {
    boolean excused = before != null && !strict && !holds(before);
    if (!excused && !holds(document)) {
      throw new MongoServerError(
          FAILED_VALIDATION, "DocumentValidationFailure", "Document failed validation");
    }
  }

  private boolean holds(Document document) {
    return (schema == null || schema.holds(document))
        && new DefaultQueryMatcher().matches(document, query);
  }
}
