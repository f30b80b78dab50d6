package dev.banyan.localcloud.kinesis.store;

/** What a stream is doing, named as on the wire. */
public enum StreamStatus {
  CREATING,
  UPDATING,
  ACTIVE
}
