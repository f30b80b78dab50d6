package dev.banyan.localcloud.kinesis;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.banyan.localcloud.kinesis.store.HashRange;
import dev.banyan.localcloud.kinesis.store.Shard;
import dev.banyan.localcloud.kinesis.store.Stream;
import dev.banyan.localcloud.wire.AwsCall;
import dev.banyan.localcloud.wire.AwsException;
import java.math.BigInteger;

/** Calls that reshard. */
final class ShardCalls {

  private static final int MAX_SHARDS = 500;

  private final StreamNames names;

  ShardCalls(StreamNames names) {
    this.names = names;
  }

  ObjectNode split(AwsCall call) {
    String id = call.text("ShardToSplit");
    String key = call.text("NewStartingHashKey");
    Stream stream = names.findActive(call);
    Shard shard = open(stream, id);
    BigInteger start = hashKey("newStartingHashKey", key);
    if (!shard.range().canSplitAt(start)) {
      throw Errors.invalid(
          String.format(
              "NewStartingHashKey %s used in SplitShard() on shard %s in stream %s is not both"
                  + " greater than one plus the shard's StartingHashKey %s and less than the"
                  + " shard's EndingHashKey %s.",
              key, id, Errors.in(stream.name()), shard.range().start(), shard.range().end()));
    }
    stream.split(shard, start);
    return empty();
  }

  ObjectNode merge(AwsCall call) {
    String id = call.text("ShardToMerge");
    String adjacentId = call.text("AdjacentShardToMerge");
    Stream stream = names.findActive(call);
    Shard shard = open(stream, id);
    Shard adjacent = open(stream, adjacentId);
    if (!shard.range().isAdjacentTo(adjacent.range())) {
      throw Errors.invalid(
          String.format(
              "Shards %s and %s in stream %s are not an adjacent pair of shards eligible for"
                  + " merging",
              id, adjacentId, Errors.in(stream.name())));
    }
    stream.merge(shard, adjacent);
    return empty();
  }

  /** Uniform scaling, at most to twice and at least to half of what is there. */
  ObjectNode updateCount(AwsCall call) {
    int target = call.integer("TargetShardCount", 0, 1, 100_000);
    String scaling = call.text("ScalingType");
    if (!scaling.equals("UNIFORM_SCALING")) {
      throw AwsException.validation(
          "scalingType", scaling, "Member must satisfy enum value set: [UNIFORM_SCALING]");
    }
    Stream stream = names.findActive(call);
    int present = stream.openShards();
    checkTarget(present, target);
    stream.rescale(target);
    return empty()
        .put("StreamName", stream.name())
        .put("StreamARN", StreamNames.arn(stream))
        .put("CurrentShardCount", present)
        .put("TargetShardCount", target);
  }

  private static void checkTarget(int present, int target) {
    if (target > MAX_SHARDS) {
      throw AwsException.client(
          "LimitExceededException",
          "Target shard count or number of open shards cannot be greater than " + MAX_SHARDS + ".");
    }
    if (target > 2 * present || 2 * target < present) {
      throw Errors.invalid(
          String.format(
              "UpdateShardCount cannot scale %s your current open shard count."
                  + " Current open shard count: %d Target shard count: %d",
              target > present ? "up over double" : "down below half", present, target));
    }
  }

  private static Shard open(Stream stream, String id) {
    Shard shard = stream.shard(id).orElseThrow(() -> Errors.shardNotFound(id, stream.name()));
    if (!shard.isOpen()) {
      throw Errors.invalid(
          String.format(
              "Shard %s in stream %s has already been merged or split, and thus is not eligible"
                  + " for merging or splitting.",
              id, Errors.in(stream.name())));
    }
    return shard;
  }

  static BigInteger hashKey(String member, String digits) {
    if (!digits.matches("0|([1-9]\\d{0,38})")) {
      throw AwsException.validation(
          member, digits, "Member must satisfy regular expression pattern: 0|([1-9]\\d{0,38})");
    }
    BigInteger key = new BigInteger(digits);
    if (key.compareTo(HashRange.MAX) > 0) {
      String name = member.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + member.substring(1);
      throw Errors.invalid(
          String.format(
              "Invalid %s. %s must be in the range: [0, 2^128-1]. Specified value was %s",
              name, name, digits));
    }
    return key;
  }

  private static ObjectNode empty() {
    return JsonNodeFactory.instance.objectNode();
  }
}
