package dev.banyan.stream;

/**
 * Where a user record stands in a stream.
 *
 * @param shard shard id
 * @param sequenceNumber of the record that holds it
 * @param index of the user record inside an aggregated record, from 0
 */
public record Position(String shard, String sequenceNumber, int index) {

  /** {@code shard:sequenceNumber:index}. */
  @Override
  public String toString() {
    return shard + ":" + sequenceNumber + ":" + index;
  }
}
