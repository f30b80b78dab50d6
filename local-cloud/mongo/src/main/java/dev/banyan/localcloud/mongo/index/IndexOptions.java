package dev.banyan.localcloud.mongo.index;

import de.bwaldvogel.mongo.backend.DefaultQueryMatcher;
import de.bwaldvogel.mongo.bson.Document;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * What an index description says beyond keys. See <a
 * href="https://www.mongodb.com/docs/manual/core/index-partial/">Partial Indexes</a> and <a
 * href="https://www.mongodb.com/docs/manual/core/index-ttl/">TTL Indexes</a>.
 *
 * @param partialFilter only documents that match it are indexed
 * @param expireAfter after the indexed date, documents are removed
 */
public record IndexOptions(@Nullable Document partialFilter, @Nullable Duration expireAfter) {

  public static final IndexOptions NONE = new IndexOptions(null, null);

  public static IndexOptions of(Document description) {
    Object filter = description.get("partialFilterExpression");
    Object seconds = description.get("expireAfterSeconds");
    return new IndexOptions(
        filter instanceof Document document ? document : null,
        seconds instanceof Number number ? Duration.ofSeconds(number.longValue()) : null);
  }

  boolean covers(Document document) {
    return partialFilter == null || new DefaultQueryMatcher().matches(document, partialFilter);
  }

  /** Whether the earliest of the dates at the field is past its time. */
  boolean isExpired(@Nullable Object value, Instant now) {
    Duration after = expireAfter;
    if (after == null) {
      return false;
    }
    if (value instanceof Collection<?> dates) {
      return dates.stream().anyMatch(date -> isExpired(date, now));
    }
    return value instanceof Instant date && !date.isAfter(now.minus(after));
  }
}
