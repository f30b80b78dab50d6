package dev.banyan.localcloud.kinesis;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.banyan.localcloud.kinesis.store.IteratorToken;
import dev.banyan.localcloud.kinesis.store.ReadBatch;
import dev.banyan.localcloud.kinesis.store.SequenceNumber;
import dev.banyan.localcloud.kinesis.store.Shard;
import dev.banyan.localcloud.kinesis.store.StartPosition;
import dev.banyan.localcloud.kinesis.store.StoredRecord;
import dev.banyan.localcloud.kinesis.store.Stream;
import dev.banyan.localcloud.kinesis.store.StreamStore;
import dev.banyan.localcloud.wire.AwsCall;
import dev.banyan.localcloud.wire.AwsException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** GetShardIterator and GetRecords. */
final class ReadCalls {

  private static final Duration ITERATOR_LIFE = Duration.ofMinutes(5);
  private static final int MAX_RECORDS = 10_000;

  private final StreamStore streams;
  private final StreamNames names;
  private final Clock clock;

  ReadCalls(StreamStore streams, StreamNames names, Clock clock) {
    this.streams = streams;
    this.names = names;
    this.clock = clock;
  }

  ObjectNode shardIterator(AwsCall call) {
    String id = call.text("ShardId");
    String type = call.text("ShardIteratorType");
    Stream stream = names.findForData(call);
    Shard shard = stream.shard(id).orElseThrow(() -> Errors.shardNotFound(id, stream.name()));
    StartPosition position = position(call, type);
    long index = stream.index(shard, position).orElseThrow(() -> notFromHere(call, shard, stream));
    return JsonNodeFactory.instance.objectNode().put("ShardIterator", token(stream, shard, index));
  }

  ObjectNode records(AwsCall call) {
    int limit = limit(call);
    IteratorToken token =
        IteratorToken.decode(call.text("ShardIterator"))
            .orElseThrow(() -> Errors.invalid("Invalid ShardIterator."));
    checkAge(token);
    Stream stream = stream(token);
    Shard shard =
        stream
            .shard(token.shard())
            .orElseThrow(() -> Errors.shardNotFound(token.shard(), stream.name()));
    ReadBatch batch =
        stream
            .read(shard, token.index(), limit)
            .orElseThrow(() -> Errors.throttled(shard.id(), stream.name()));
    return answer(stream, batch);
  }

  private ObjectNode answer(Stream stream, ReadBatch batch) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode records = answer.putArray("Records");
    batch.records().forEach(stored -> records.add(json(batch.shard(), stored)));
    answer.put("MillisBehindLatest", batch.millisBehind());
    if (batch.atEnd()) {
      ArrayNode children = answer.putArray("ChildShards");
      batch.shard().children().forEach(child -> children.add(ShardJson.child(child)));
    } else {
      answer.put("NextShardIterator", token(stream, batch.shard(), batch.nextIndex()));
    }
    return answer;
  }

  private static ObjectNode json(Shard shard, StoredRecord stored) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("SequenceNumber", shard.sequenceNumber(stored).toString())
        .putPOJO("ApproximateArrivalTimestamp", Instant.ofEpochMilli(stored.arrivalMillis()))
        .put("Data", stored.data())
        .put("PartitionKey", stored.partitionKey());
    return node;
  }

  private static int limit(AwsCall call) {
    int limit = call.integer("Limit", MAX_RECORDS, 1, Integer.MAX_VALUE);
    if (limit > MAX_RECORDS) {
      throw Errors.invalid("Limit must be at most " + MAX_RECORDS + ", not " + limit + ".");
    }
    return limit;
  }

  private void checkAge(IteratorToken token) {
    Instant issued = Instant.ofEpochMilli(token.issued());
    Instant now = Instant.ofEpochMilli(clock.millis());
    if (issued.plus(ITERATOR_LIFE).isBefore(now)) {
      throw AwsException.client(
          "ExpiredIteratorException",
          String.format(
              "Iterator expired. The iterator was created at time %s while right now it is %s"
                  + " which is further in the future than the tolerated delay of %d milliseconds.",
              issued, now, ITERATOR_LIFE.toMillis()));
    }
  }

  private Stream stream(IteratorToken token) {
    return streams
        .find(token.stream())
        .filter(found -> found.createdAt().toEpochMilli() == token.streamCreated())
        .orElseThrow(() -> Errors.streamNotFound(token.stream()));
  }

  private StartPosition position(AwsCall call, String type) {
    return switch (type) {
      case "TRIM_HORIZON" -> new StartPosition.TrimHorizon();
      case "LATEST" -> new StartPosition.Latest();
      case "AT_SEQUENCE_NUMBER" -> new StartPosition.At(startingNumber(call));
      case "AFTER_SEQUENCE_NUMBER" -> new StartPosition.After(startingNumber(call));
      case "AT_TIMESTAMP" -> new StartPosition.AtTime(timestamp(call));
      default ->
          throw AwsException.validation(
              "shardIteratorType",
              type,
              "Member must satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_TIMESTAMP,"
                  + " AT_SEQUENCE_NUMBER, TRIM_HORIZON]");
    };
  }

  private static SequenceNumber startingNumber(AwsCall call) {
    String digits =
        call.optionalText("StartingSequenceNumber")
            .orElseThrow(
                () ->
                    Errors.invalid(
                        "Must either specify type LATEST or TRIM_HORIZON or AT_TIMESTAMP, or give"
                            + " a StartingSequenceNumber."));
    return SequenceNumber.parse(digits)
        .orElseThrow(() -> Errors.invalid("StartingSequenceNumber " + digits + " is invalid."));
  }

  private Instant timestamp(AwsCall call) {
    if (!call.has("Timestamp")) {
      throw Errors.invalid(
          "Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP.");
    }
    Instant given = call.instant("Timestamp");
    if (given.toEpochMilli() > clock.millis()) {
      throw Errors.invalid(
          "The timestampInMillis parameter cannot be greater than the currentTimestampInMillis."
              + " timestampInMillis: "
              + given.toEpochMilli()
              + ", currentTimestampInMillis: "
              + clock.millis());
    }
    return given;
  }

  private static AwsException notFromHere(AwsCall call, Shard shard, Stream stream) {
    return Errors.invalid(
        String.format(
            "StartingSequenceNumber %s used in GetShardIterator on shard %s in stream %s is"
                + " invalid because it did not come from this stream.",
            call.text("StartingSequenceNumber"), shard.id(), Errors.in(stream.name())));
  }

  private String token(Stream stream, Shard shard, long index) {
    long created = stream.createdAt().toEpochMilli();
    return new IteratorToken(stream.name(), created, shard.id(), index, clock.millis()).encoded();
  }
}
