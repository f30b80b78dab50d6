package dev.banyan.bench.publish.sink;

/**
 * How the sink answers.
 *
 * @param failureRate share of Kinesis records that are refused, each by itself
 * @param shardLimits whether the one shard takes no more than 1 MiB and 1,000 records a second
 * @param stalled whether no request is answered at all
 */
record SinkBehaviour(double failureRate, boolean shardLimits, boolean stalled) {

  static final SinkBehaviour AT_ONCE = new SinkBehaviour(0, false, false);
}
