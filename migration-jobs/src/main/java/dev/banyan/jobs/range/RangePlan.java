package dev.banyan.jobs.range;

import java.util.List;

/**
 * A collection, split.
 *
 * @param ranges ascending, without overlap; together all documents that the planning saw
 * @param documents how many that were
 */
public record RangePlan(List<IdRange> ranges, long documents) {

  public RangePlan {
    ranges = List.copyOf(ranges);
  }
}
