package dev.banyan.localcloud.kinesis;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.banyan.localcloud.kinesis.store.IteratorToken;
import dev.banyan.localcloud.kinesis.store.Shard;
import dev.banyan.localcloud.kinesis.store.Stream;
import dev.banyan.localcloud.kinesis.store.StreamStore;
import dev.banyan.localcloud.wire.AwsCall;
import dev.banyan.localcloud.wire.AwsException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/**
 * The ListShards call. Its NextToken has the form of an iterator: it names the last shard shown.
 */
final class ListShards {

  private static final long TOKEN_MILLIS = 300_000;

  private final StreamStore streams;
  private final StreamNames names;
  private final Clock clock;

  ListShards(StreamStore streams, StreamNames names, Clock clock) {
    this.streams = streams;
    this.names = names;
    this.clock = clock;
  }

  ObjectNode answer(AwsCall call) {
    int limit = call.integer("MaxResults", 1000, 1, 10_000);
    if (call.has("NextToken")) {
      return nextPage(call, limit);
    }
    Stream stream = names.find(call);
    String after = call.optionalText("ExclusiveStartShardId").orElse("");
    Predicate<Shard> filter =
        call.has("ShardFilter") ? filter(stream, call.object("ShardFilter")) : shard -> true;
    return page(stream, after, limit, filter);
  }

  private ObjectNode nextPage(AwsCall call, int limit) {
    if (call.has("StreamName") || call.has("StreamARN")) {
      throw Errors.invalid("NextToken and StreamName cannot be provided together.");
    }
    IteratorToken token =
        IteratorToken.decode(call.text("NextToken"))
            .orElseThrow(() -> Errors.invalid("NextToken is invalid."));
    if (token.issued() + TOKEN_MILLIS < clock.millis()) {
      throw AwsException.client("ExpiredNextTokenException", "The NextToken has expired.");
    }
    Stream stream =
        streams.find(token.stream()).orElseThrow(() -> Errors.streamNotFound(token.stream()));
    return page(stream, token.shard(), limit, shard -> true);
  }

  private ObjectNode page(Stream stream, String after, int limit, Predicate<Shard> filter) {
    List<Shard> rest =
        stream.shards().stream()
            .filter(shard -> shard.id().compareTo(after) > 0)
            .filter(filter)
            .toList();
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode shards = answer.putArray("Shards");
    rest.stream().limit(limit).map(ShardJson::of).forEach(shards::add);
    if (rest.size() > limit) {
      answer.put("NextToken", token(stream, rest.get(limit - 1)));
    }
    return answer;
  }

  private String token(Stream stream, Shard last) {
    long created = stream.createdAt().toEpochMilli();
    return new IteratorToken(stream.name(), created, last.id(), 0, clock.millis()).encoded();
  }

  private Predicate<Shard> filter(Stream stream, AwsCall filter) {
    String type = filter.text("Type");
    return switch (type) {
      case "AFTER_SHARD_ID" -> after(filter.text("ShardId"));
      case "AT_LATEST" -> Shard::isOpen;
      case "AT_TRIM_HORIZON" -> at(stream.trimHorizon());
      case "FROM_TRIM_HORIZON" -> shard -> true;
      case "AT_TIMESTAMP" -> at(later(filter.instant("Timestamp"), stream.trimHorizon()));
      case "FROM_TIMESTAMP" -> from(filter.instant("Timestamp"));
      default ->
          throw AwsException.validation(
              "shardFilter.type", type, "Member must satisfy the set of shard filter types");
    };
  }

  private static Predicate<Shard> after(String id) {
    return shard -> shard.id().compareTo(id) > 0;
  }

  private static Predicate<Shard> at(Instant moment) {
    return shard -> shard.wasOpenAt(moment);
  }

  private static Predicate<Shard> from(Instant moment) {
    return shard -> shard.closedAt().filter(closed -> !closed.isAfter(moment)).isEmpty();
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
