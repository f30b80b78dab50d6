package dev.banyan.operations;

import dev.banyan.stream.ChangeBatch;
import java.math.BigInteger;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.TrimmedDataAccessException;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/**
 * Reads a shard of a table's stream; a record's payload is its new image as JSON. Only changes of
 * the service's own count, as the functions on such a stream are given no others.
 */
final class TableStreamReader implements StreamReader {

  private static final int PAGE = 1_000;

  private final DynamoDbStreamsClient client;

  TableStreamReader(DynamoDbStreamsClient client) {
    this.client = client;
  }

  @Override
  public void read(Notice notice, Consumer<DiscardedRecord> each) {
    String iterator = start(notice);
    while (!iterator.isEmpty()) {
      String from = iterator;
      GetRecordsResponse page = client.getRecords(r -> r.shardIterator(from).limit(PAGE));
      for (Record record : page.records()) {
        if (!notice.covers(record.dynamodb().sequenceNumber())) {
          return;
        }
        accept(record, each);
      }
      boolean atTip = page.records().isEmpty();
      iterator = atTip || page.nextShardIterator() == null ? "" : page.nextShardIterator();
    }
  }

  private static void accept(Record record, Consumer<DiscardedRecord> each) {
    Map<String, AttributeValue> image = record.dynamodb().newImage();
    AttributeValue origin = image.get("origin");
    if (origin != null && "serverless".equals(origin.s())) {
      each.accept(
          new DiscardedRecord(
              new BigInteger(record.dynamodb().sequenceNumber()),
              record.dynamodb().approximateCreationDateTime(),
              ChangeBatch.json(image)));
    }
  }

  private String start(Notice notice) {
    try {
      return client
          .getShardIterator(
              r ->
                  r.streamArn(notice.streamArn())
                      .shardId(notice.shard())
                      .shardIteratorType(ShardIteratorType.AT_SEQUENCE_NUMBER)
                      .sequenceNumber(notice.first().toString()))
          .shardIterator();
    } catch (TrimmedDataAccessException | ResourceNotFoundException e) {
      return "";
    }
  }
}
