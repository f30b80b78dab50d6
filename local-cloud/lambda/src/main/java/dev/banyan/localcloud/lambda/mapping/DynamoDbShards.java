package dev.banyan.localcloud.lambda.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.banyan.localcloud.lambda.model.LambdaHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamResponse;
import software.amazon.awssdk.services.dynamodb.model.ExpiredIteratorException;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.StreamRecord;
import software.amazon.awssdk.services.dynamodb.model.TrimmedDataAccessException;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** A table's stream, and its records as Lambda sends them. */
final class DynamoDbShards implements ShardSource {

  private static final Logger LOG = LoggerFactory.getLogger(DynamoDbShards.class);
  private static final int MAX_RECORDS = 1_000;
  private static final Duration LEAST_PAUSE = Duration.ofMillis(250);

  private final DynamoDbStreamsClient client;
  private final String arn;
  private final String region;

  /**
   * @throws LambdaHostException if the table has no stream
   */
  DynamoDbShards(DynamoDbClient tables, DynamoDbStreamsClient client, String table, String region) {
    this.client = client;
    this.region = region;
    this.arn = streamArn(tables, table);
  }

  private static String streamArn(DynamoDbClient tables, String table) {
    String arn = tables.describeTable(r -> r.tableName(table)).table().latestStreamArn();
    if (arn == null) {
      throw new LambdaHostException(
          "table " + table + " has no stream: give it a StreamSpecification");
    }
    return arn;
  }

  @Override
  public String arn() {
    return arn;
  }

  @Override
  public List<Shard> shards() {
    List<Shard> shards = new ArrayList<>();
    String last = null;
    do {
      String from = last;
      DescribeStreamResponse page =
          client.describeStream(r -> r.streamArn(arn).exclusiveStartShardId(from));
      page.streamDescription().shards().forEach(shard -> shards.add(shard(shard)));
      last = page.streamDescription().lastEvaluatedShardId();
    } while (last != null);
    return shards;
  }

  private static Shard shard(software.amazon.awssdk.services.dynamodb.model.Shard shard) {
    String parent = shard.parentShardId();
    boolean closed = shard.sequenceNumberRange().endingSequenceNumber() != null;
    return new Shard(shard.shardId(), parent == null ? List.of() : List.of(parent), closed);
  }

  @Override
  public String iterator(String shard, ShardStart start) {
    GetShardIteratorRequest.Builder request =
        GetShardIteratorRequest.builder().streamArn(arn).shardId(shard);
    if (start instanceof ShardStart.After after) {
      request
          .shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
          .sequenceNumber(after.sequenceNumber());
    } else {
      request.shardIteratorType(
          start instanceof ShardStart.Newest
              ? ShardIteratorType.LATEST
              : ShardIteratorType.TRIM_HORIZON);
    }
    try {
      return client.getShardIterator(request.build()).shardIterator();
    } catch (TrimmedDataAccessException e) {
      LOG.error("records of shard {} of {} were lost: {}", shard, arn, e.getMessage());
      return iterator(shard, new ShardStart.Oldest());
    }
  }

  /** AWS polls a table's stream four times a second, and DynamoDB Local pays dearly for a read. */
  @Override
  public Duration pause(Duration pollInterval) {
    return pollInterval.compareTo(LEAST_PAUSE) > 0 ? pollInterval : LEAST_PAUSE;
  }

  @Override
  public Page read(String shard, String iterator, int limit) {
    try {
      GetRecordsResponse response =
          client.getRecords(r -> r.shardIterator(iterator).limit(Math.min(limit, MAX_RECORDS)));
      return new Page(
          response.records().stream().map(this::record).toList(),
          response.nextShardIterator(),
          Duration.ZERO);
    } catch (ExpiredIteratorException | TrimmedDataAccessException e) {
      throw new IteratorExpiredException(e);
    }
  }

  private SourceRecord record(Record record) {
    StreamRecord change = record.dynamodb();
    JsonNode event = event(record, change);
    Instant created = change.approximateCreationDateTime();
    return new SourceRecord(
        change.sequenceNumber(),
        AttributeJson.item(change.keys()).toString(),
        created == null ? Instant.now() : created,
        EventJson.bytes(event),
        () -> event);
  }

  private ObjectNode event(Record record, StreamRecord change) {
    ObjectNode event = EventJson.object();
    event.put("eventID", record.eventID());
    event.put("eventName", record.eventNameAsString());
    event.put("eventVersion", record.eventVersion());
    event.put("eventSource", "aws:dynamodb");
    event.put("awsRegion", region);
    event.set("dynamodb", dynamodb(change));
    if (record.userIdentity() != null) {
      ObjectNode identity = event.putObject("userIdentity");
      identity.put("principalId", record.userIdentity().principalId());
      identity.put("type", record.userIdentity().type());
    }
    event.put("eventSourceARN", arn);
    return event;
  }

  private static ObjectNode dynamodb(StreamRecord change) {
    ObjectNode node = EventJson.object();
    if (change.approximateCreationDateTime() != null) {
      node.put(
          "ApproximateCreationDateTime", change.approximateCreationDateTime().getEpochSecond());
    }
    node.set("Keys", AttributeJson.item(change.keys()));
    image(node, "NewImage", change.hasNewImage(), change.newImage());
    image(node, "OldImage", change.hasOldImage(), change.oldImage());
    node.put("SequenceNumber", change.sequenceNumber());
    node.put("SizeBytes", change.sizeBytes());
    node.put("StreamViewType", change.streamViewTypeAsString());
    return node;
  }

  private static void image(
      ObjectNode into, String name, boolean present, Map<String, AttributeValue> image) {
    if (present && !image.isEmpty()) {
      into.set(name, AttributeJson.item(image));
    }
  }
}
