package dev.banyan.localcloud.kinesis;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.banyan.localcloud.kinesis.store.Shard;

/** Shards as the API shows them. */
final class ShardJson {

  private ShardJson() {}

  static ObjectNode of(Shard shard) {
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("ShardId", shard.id());
    if (!shard.parents().isEmpty()) {
      node.put("ParentShardId", shard.parents().get(0).id());
    }
    if (shard.parents().size() > 1) {
      node.put("AdjacentParentShardId", shard.parents().get(1).id());
    }
    hashRange(node, shard);
    ObjectNode numbers = node.putObject("SequenceNumberRange");
    numbers.put("StartingSequenceNumber", shard.firstSequenceNumber().toString());
    shard.endSequenceNumber().ifPresent(end -> numbers.put("EndingSequenceNumber", end.toString()));
    return node;
  }

  /** A shard that goes on where another has ended. */
  static ObjectNode child(Shard shard) {
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("ShardId", shard.id());
    var parents = node.putArray("ParentShards");
    shard.parents().forEach(parent -> parents.add(parent.id()));
    hashRange(node, shard);
    return node;
  }

  private static void hashRange(ObjectNode node, Shard shard) {
    node.putObject("HashKeyRange")
        .put("StartingHashKey", shard.range().start().toString())
        .put("EndingHashKey", shard.range().end().toString());
  }
}
