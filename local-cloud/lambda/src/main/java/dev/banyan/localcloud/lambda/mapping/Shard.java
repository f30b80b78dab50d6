package dev.banyan.localcloud.lambda.mapping;

import java.util.List;

/**
 * A shard of a stream.
 *
 * @param parents none, one (a split) or two (a merge)
 * @param closed true if it takes no more records
 */
record Shard(String id, List<String> parents, boolean closed) {

  Shard {
    parents = List.copyOf(parents);
  }
}
