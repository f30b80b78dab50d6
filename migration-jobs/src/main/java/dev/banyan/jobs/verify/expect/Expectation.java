package dev.banyan.jobs.verify.expect;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a document must have in the tables.
 *
 * @param items none if the document is not wanted, counts as deleted, or can have none
 * @param refusal why it can have none, so that it must be a dead letter; null otherwise
 */
public record Expectation(List<ExpectedItem> items, @Nullable String refusal) {
  public Expectation {
    items = List.copyOf(items);
  }
}
