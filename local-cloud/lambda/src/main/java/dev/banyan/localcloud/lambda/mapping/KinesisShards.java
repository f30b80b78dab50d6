package dev.banyan.localcloud.lambda.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.banyan.localcloud.lambda.model.Arns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** A Kinesis stream, and its records as Lambda sends them. */
final class KinesisShards implements ShardSource {

  private static final int MAX_RECORDS = 10_000;

  private final KinesisClient client;
  private final String stream;
  private final Arns arns;

  KinesisShards(KinesisClient client, String stream, Arns arns) {
    this.client = client;
    this.stream = stream;
    this.arns = arns;
  }

  @Override
  public String arn() {
    return arns.stream(stream);
  }

  @Override
  public List<Shard> shards() {
    List<Shard> shards = new ArrayList<>();
    String token = null;
    do {
      ListShardsResponse page = client.listShards(request(token));
      page.shards().forEach(shard -> shards.add(shard(shard)));
      token = page.nextToken();
    } while (token != null);
    return shards;
  }

  private ListShardsRequest request(@Nullable String token) {
    ListShardsRequest.Builder request = ListShardsRequest.builder();
    return (token == null ? request.streamName(stream) : request.nextToken(token)).build();
  }

  private static Shard shard(software.amazon.awssdk.services.kinesis.model.Shard shard) {
    List<String> parents =
        Stream.of(shard.parentShardId(), shard.adjacentParentShardId())
            .filter(id -> id != null && !id.isEmpty())
            .toList();
    boolean closed = shard.sequenceNumberRange().endingSequenceNumber() != null;
    return new Shard(shard.shardId(), parents, closed);
  }

  @Override
  public String iterator(String shard, ShardStart start) {
    GetShardIteratorRequest.Builder request =
        GetShardIteratorRequest.builder().streamName(stream).shardId(shard);
    if (start instanceof ShardStart.After after) {
      request
          .shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
          .startingSequenceNumber(after.sequenceNumber());
    } else if (start instanceof ShardStart.At at) {
      request.shardIteratorType(ShardIteratorType.AT_TIMESTAMP).timestamp(at.from());
    } else {
      request.shardIteratorType(
          start instanceof ShardStart.Newest
              ? ShardIteratorType.LATEST
              : ShardIteratorType.TRIM_HORIZON);
    }
    return client.getShardIterator(request.build()).shardIterator();
  }

  @Override
  public Page read(String shard, String iterator, int limit) {
    try {
      GetRecordsResponse response =
          client.getRecords(r -> r.shardIterator(iterator).limit(Math.min(limit, MAX_RECORDS)));
      Long behind = response.millisBehindLatest();
      return new Page(
          response.records().stream().map(record -> record(shard, record)).toList(),
          response.nextShardIterator(),
          Duration.ofMillis(behind == null ? 0 : behind));
    } catch (ExpiredIteratorException e) {
      throw new IteratorExpiredException(e);
    }
  }

  private SourceRecord record(String shard, Record record) {
    return new SourceRecord(
        record.sequenceNumber(),
        record.partitionKey(),
        record.approximateArrivalTimestamp(),
        EventJson.bytes(event(shard, record)),
        filterView(record));
  }

  private ObjectNode event(String shard, Record record) {
    ObjectNode kinesis = EventJson.object();
    kinesis.put("kinesisSchemaVersion", "1.0");
    kinesis.put("partitionKey", record.partitionKey());
    kinesis.put("sequenceNumber", record.sequenceNumber());
    kinesis.put("data", record.data().asByteArrayUnsafe());
    kinesis.put(
        "approximateArrivalTimestamp",
        record.approximateArrivalTimestamp().toEpochMilli() / 1000.0);
    ObjectNode event = EventJson.object();
    event.set("kinesis", kinesis);
    event.put("eventSource", "aws:kinesis");
    event.put("eventVersion", "1.0");
    event.put("eventID", shard + ":" + record.sequenceNumber());
    event.put("eventName", "aws:kinesis:record");
    event.put("invokeIdentityArn", "arn:aws:iam::" + arns.accountId() + ":role/local");
    event.put("awsRegion", arns.region());
    event.put("eventSourceARN", arn());
    return event;
  }

  /** Lambda decodes the data before it filters; what is not JSON is a text to the pattern. */
  private static Supplier<JsonNode> filterView(Record record) {
    return () -> {
      ObjectNode view = EventJson.object();
      view.put("partitionKey", record.partitionKey());
      view.put("sequenceNumber", record.sequenceNumber());
      view.set("data", EventJson.parsed(record.data().asUtf8String()));
      return view;
    };
  }
}
