package dev.banyan.localcloud.kinesis;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.banyan.localcloud.kinesis.store.HashRange;
import dev.banyan.localcloud.kinesis.store.PutOutcome;
import dev.banyan.localcloud.kinesis.store.SequenceNumber;
import dev.banyan.localcloud.kinesis.store.Stream;
import dev.banyan.localcloud.wire.AwsCall;
import dev.banyan.localcloud.wire.AwsException;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/** PutRecord and PutRecords. A request is checked whole before any record of it is stored. */
final class PutCalls {

  private static final int MAX_RECORDS = 500;
  private static final int MAX_RECORD_BYTES = 10 << 20;
  private static final int MAX_REQUEST_BYTES = 10 << 20;
  private static final int MAX_KEY_LENGTH = 256;

  private final StreamNames names;
  private final KinesisFaults faults;

  PutCalls(StreamNames names, KinesisFaults faults) {
    this.names = names;
    this.faults = faults;
  }

  /** A checked record. */
  @SuppressWarnings("ArrayRecordComponent") // Lives for one call.
  private record Entry(String partitionKey, BigInteger hashKey, byte[] data) {
    int size() {
      return data.length + partitionKey.length();
    }
  }

  ObjectNode put(AwsCall call) {
    Entry entry = entry(call, "");
    call.optionalText("SequenceNumberForOrdering").ifPresent(PutCalls::checkOrdering);
    Stream stream = names.findForData(call);
    PutOutcome outcome = stream.put(entry.hashKey(), entry.partitionKey(), entry.data());
    if (outcome instanceof PutOutcome.Throttled throttled) {
      throw Errors.throttled(throttled.shardId(), stream.name());
    }
    return stored((PutOutcome.Stored) outcome).put("EncryptionType", "NONE");
  }

  ObjectNode putAll(AwsCall call, FaultDecision fate) {
    List<AwsCall> records = call.objects("Records");
    checkCount(records.size());
    List<Entry> entries = records.stream().map(each -> entry(each, "records.")).toList();
    checkTotal(entries);
    Stream stream = names.findForData(call);
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode results = answer.putArray("Records");
    int failed = 0;
    for (Entry entry : entries) {
      ObjectNode result = put(stream, entry, fate);
      failed += result.has("ErrorCode") ? 1 : 0;
      results.add(result);
    }
    return answer.put("FailedRecordCount", failed).put("EncryptionType", "NONE");
  }

  private ObjectNode put(Stream stream, Entry entry, FaultDecision fate) {
    Optional<String> failure = fate.nextEntryFailure();
    if (failure.isPresent()) {
      faults.countFailedEntry();
      return failure(failure.get(), stream.shardFor(entry.hashKey()), stream);
    }
    PutOutcome outcome = stream.put(entry.hashKey(), entry.partitionKey(), entry.data());
    if (outcome instanceof PutOutcome.Throttled throttled) {
      return failure(FaultPlan.THROTTLED, throttled.shardId(), stream);
    }
    return stored((PutOutcome.Stored) outcome);
  }

  private static ObjectNode stored(PutOutcome.Stored stored) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("SequenceNumber", stored.sequenceNumber().toString())
        .put("ShardId", stored.shardId());
  }

  private static ObjectNode failure(String code, String shard, Stream stream) {
    String message =
        code.equals(FaultPlan.THROTTLED)
            ? Errors.rateExceeded(shard, stream.name())
            : "Internal service failure.";
    return JsonNodeFactory.instance
        .objectNode()
        .put("ErrorCode", code)
        .put("ErrorMessage", message);
  }

  private static Entry entry(AwsCall record, String path) {
    byte[] data = record.binary("Data");
    String key = record.text("PartitionKey");
    int length = key.codePointCount(0, key.length());
    if (length < 1) {
      throw AwsException.validation(
          path + "partitionKey", key, "Member must have length greater than or equal to 1");
    }
    if (length > MAX_KEY_LENGTH) {
      throw AwsException.validation(
          path + "partitionKey",
          key,
          "Member must have length less than or equal to " + MAX_KEY_LENGTH);
    }
    if (data.length + key.length() > MAX_RECORD_BYTES) {
      throw AwsException.validation(
          path + "data",
          "java.nio.HeapByteBuffer[lim=" + data.length + "]",
          "Member must have length less than or equal to " + MAX_RECORD_BYTES);
    }
    BigInteger hashKey =
        record
            .optionalText("ExplicitHashKey")
            .map(digits -> ShardCalls.hashKey("explicitHashKey", digits))
            .orElseGet(() -> HashRange.hash(key));
    return new Entry(key, hashKey, data);
  }

  private static void checkCount(int count) {
    if (count < 1) {
      throw AwsException.validation(
          "records", "[]", "Member must have length greater than or equal to 1");
    }
    if (count > MAX_RECORDS) {
      throw AwsException.validation(
          "records",
          "[" + count + " entries]",
          "Member must have length less than or equal to " + MAX_RECORDS);
    }
  }

  private static void checkTotal(List<Entry> entries) {
    long total = entries.stream().mapToLong(Entry::size).sum();
    if (total > MAX_REQUEST_BYTES) {
      throw Errors.invalid("Records size exceeds 10 MB limit");
    }
  }

  private static void checkOrdering(String number) {
    if (SequenceNumber.parse(number).isEmpty()) {
      throw Errors.invalid(
          "ExclusiveMinimumSequenceNumber " + number + " used in PutRecord on stream is invalid.");
    }
  }
}
