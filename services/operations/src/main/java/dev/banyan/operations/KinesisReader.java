package dev.banyan.operations;

import java.math.BigInteger;
import java.util.function.Consumer;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** Reads a shard of a Kinesis stream. */
final class KinesisReader implements StreamReader {

  private static final int PAGE = 1_000;

  private final KinesisClient client;

  KinesisReader(KinesisClient client) {
    this.client = client;
  }

  @Override
  public void read(Notice notice, Consumer<DiscardedRecord> each) {
    String iterator = start(notice);
    while (!iterator.isEmpty()) {
      String from = iterator;
      GetRecordsResponse page = client.getRecords(r -> r.shardIterator(from).limit(PAGE));
      for (Record record : page.records()) {
        if (!notice.covers(record.sequenceNumber())) {
          return;
        }
        each.accept(
            new DiscardedRecord(
                new BigInteger(record.sequenceNumber()),
                record.approximateArrivalTimestamp(),
                record.data().asByteArray()));
      }
      boolean atTip =
          page.records().isEmpty()
              && page.millisBehindLatest() != null
              && page.millisBehindLatest() == 0;
      iterator = atTip || page.nextShardIterator() == null ? "" : page.nextShardIterator();
    }
  }

  private String start(Notice notice) {
    try {
      return client
          .getShardIterator(
              r ->
                  r.streamARN(notice.streamArn())
                      .shardId(notice.shard())
                      .shardIteratorType(ShardIteratorType.AT_SEQUENCE_NUMBER)
                      .startingSequenceNumber(notice.first().toString()))
          .shardIterator();
    } catch (InvalidArgumentException | ResourceNotFoundException e) {
      return ""; // the range or the whole shard is beyond retention
    }
  }
}
