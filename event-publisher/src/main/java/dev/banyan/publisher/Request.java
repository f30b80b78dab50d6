package dev.banyan.publisher;

import java.util.List;

/**
 * One PutRecords request of a lane.
 *
 * @param lane that sends it
 * @param records at most one of each bucket
 * @param sentAt {@link Ticker} time
 */
record Request(Lane lane, List<SealedRecord> records, long sentAt) {

  Request {
    records = List.copyOf(records);
  }

  @Override
  public boolean equals(Object other) {
    return this == other; // the same records are sent again by other requests
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
