package dev.banyan.localcloud.kinesis;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.banyan.localcloud.kinesis.store.Shard;
import dev.banyan.localcloud.kinesis.store.Stream;
import dev.banyan.localcloud.kinesis.store.StreamStore;
import dev.banyan.localcloud.wire.AwsCall;
import java.time.Duration;
import java.util.List;

/** Calls about streams as such: making, describing, listing, retention. */
final class StreamCalls {

  private static final int MAX_SHARDS = 500;
  private static final int ON_DEMAND_SHARDS = 4;
  private static final int MIN_RETENTION_HOURS = 24;
  private static final int MAX_RETENTION_HOURS = 8760;

  private final StreamStore streams;
  private final StreamNames names;

  StreamCalls(StreamStore streams, StreamNames names) {
    this.streams = streams;
    this.names = names;
  }

  ObjectNode create(AwsCall call) {
    String name = StreamNames.name(call);
    boolean onDemand =
        call.has("StreamModeDetails")
            && call.object("StreamModeDetails").text("StreamMode").equals("ON_DEMAND");
    int shards = onDemand ? ON_DEMAND_SHARDS : call.integer("ShardCount", 1, 1, 100_000);
    if (shards > MAX_SHARDS) {
      throw dev.banyan.localcloud.wire.AwsException.client(
          "LimitExceededException",
          "This request would exceed the shard limit of " + MAX_SHARDS + " for the account.");
    }
    if (!streams.create(name, shards, onDemand)) {
      throw Errors.inUse("Stream " + Errors.in(name) + " already exists.");
    }
    return empty();
  }

  ObjectNode delete(AwsCall call) {
    streams.delete(names.find(call).name());
    return empty();
  }

  ObjectNode describe(AwsCall call) {
    Stream stream = names.find(call);
    int limit = call.integer("Limit", 100, 1, 10_000);
    String after = call.optionalText("ExclusiveStartShardId").orElse("");
    List<Shard> rest =
        stream.shards().stream().filter(shard -> shard.id().compareTo(after) > 0).toList();
    ObjectNode description = description(stream);
    description.put("HasMoreShards", rest.size() > limit);
    ArrayNode shards = description.putArray("Shards");
    rest.stream().limit(limit).map(ShardJson::of).forEach(shards::add);
    return wrapped("StreamDescription", description);
  }

  ObjectNode summary(AwsCall call) {
    Stream stream = names.find(call);
    ObjectNode summary = description(stream);
    summary.put("OpenShardCount", stream.openShards()).put("ConsumerCount", 0);
    return wrapped("StreamDescriptionSummary", summary);
  }

  ObjectNode list(AwsCall call) {
    int limit = call.integer("Limit", 100, 1, 10_000);
    String after =
        call.optionalText("NextToken")
            .or(() -> call.optionalText("ExclusiveStartStreamName"))
            .orElse("");
    List<Stream> rest = streams.after(after);
    List<Stream> page = rest.stream().limit(limit).toList();
    ObjectNode answer = empty().put("HasMoreStreams", rest.size() > limit);
    if (rest.size() > limit) {
      answer.put("NextToken", page.get(limit - 1).name());
    }
    ArrayNode listed = answer.putArray("StreamNames");
    ArrayNode summaries = answer.putArray("StreamSummaries");
    for (Stream stream : page) {
      listed.add(stream.name());
      summaries.add(identity(stream));
    }
    return answer;
  }

  ObjectNode increaseRetention(AwsCall call) {
    return retain(call, true);
  }

  ObjectNode decreaseRetention(AwsCall call) {
    return retain(call, false);
  }

  private ObjectNode retain(AwsCall call, boolean increase) {
    int hours = call.integer("RetentionPeriodHours");
    Stream stream = names.findActive(call);
    long present = stream.retention().toHours();
    if (hours < MIN_RETENTION_HOURS || hours > MAX_RETENTION_HOURS) {
      throw Errors.invalid(
          (hours < MIN_RETENTION_HOURS ? "Minimum" : "Maximum")
              + " allowed retention period is "
              + (hours < MIN_RETENTION_HOURS ? MIN_RETENTION_HOURS : MAX_RETENTION_HOURS)
              + " hours. Requested retention period ("
              + hours
              + " hours) is out of it.");
    }
    if (increase ? hours < present : hours > present) {
      throw Errors.invalid(
          String.format(
              "Requested retention period (%d hours) for stream %s can not be %s than existing"
                  + " retention period (%d hours). Use %sRetentionPeriod API.",
              hours,
              stream.name(),
              increase ? "shorter" : "longer",
              present,
              increase ? "Decrease" : "Increase"));
    }
    stream.retain(Duration.ofHours(hours));
    return empty();
  }

  private static ObjectNode description(Stream stream) {
    ObjectNode node = identity(stream);
    node.put("RetentionPeriodHours", stream.retention().toHours()).put("EncryptionType", "NONE");
    node.putArray("EnhancedMonitoring").addObject().putArray("ShardLevelMetrics");
    return node;
  }

  private static ObjectNode identity(Stream stream) {
    ObjectNode node = empty();
    node.put("StreamName", stream.name())
        .put("StreamARN", StreamNames.arn(stream))
        .put("StreamStatus", stream.status().name())
        .putPOJO("StreamCreationTimestamp", stream.createdAt());
    node.putObject("StreamModeDetails")
        .put("StreamMode", stream.onDemand() ? "ON_DEMAND" : "PROVISIONED");
    return node;
  }

  private static ObjectNode wrapped(String member, JsonNode value) {
    ObjectNode answer = empty();
    answer.set(member, value);
    return answer;
  }

  private static ObjectNode empty() {
    return JsonNodeFactory.instance.objectNode();
  }
}
