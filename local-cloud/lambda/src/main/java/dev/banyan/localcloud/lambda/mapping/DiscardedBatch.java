package dev.banyan.localcloud.lambda.mapping;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.banyan.localcloud.lambda.model.StreamMapping.Kind;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A batch that is given up, and the message that an on-failure destination gets of it, as in <a
 * href="https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html">Configuring
 * destinations for failed invocations</a>. The records themselves are not in it: they are read from
 * the stream by their sequence numbers.
 *
 * @param records at least one
 * @param invocations how often the function was tried
 */
record DiscardedBatch(String shard, List<SourceRecord> records, Reason reason, int invocations) {

  /** Why, in AWS' words. */
  enum Reason {
    RETRIES("RetryAttemptsExhausted"),
    AGE("RecordAgeExceeded");

    private final String condition;

    Reason(String condition) {
      this.condition = condition;
    }
  }

  DiscardedBatch {
    if (records.isEmpty()) {
      throw new IllegalArgumentException("records must not be empty");
    }
    records = List.copyOf(records);
  }

  String message(Kind kind, String functionArn, String streamArn, Instant now) {
    ObjectNode message = EventJson.object();
    ObjectNode request = message.putObject("requestContext");
    request.put("requestId", UUID.randomUUID().toString());
    request.put("functionArn", functionArn);
    request.put("condition", reason.condition);
    request.put("approximateInvokeCount", invocations);
    ObjectNode response = message.putObject("responseContext");
    response.put("statusCode", 200);
    response.put("executedVersion", "$LATEST");
    response.put("functionError", "Unhandled");
    message.put("version", "1.0");
    message.put("timestamp", now.toString());
    message.set(
        kind == Kind.KINESIS ? "KinesisBatchInfo" : "DDBStreamBatchInfo", batchInfo(streamArn));
    return message.toString();
  }

  private ObjectNode batchInfo(String streamArn) {
    SourceRecord first = records.get(0);
    SourceRecord last = records.get(records.size() - 1);
    ObjectNode info = EventJson.object();
    info.put("shardId", shard);
    info.put("startSequenceNumber", first.sequenceNumber());
    info.put("endSequenceNumber", last.sequenceNumber());
    info.put("approximateArrivalOfFirstRecord", first.arrival().toString());
    info.put("approximateArrivalOfLastRecord", last.arrival().toString());
    info.put("batchSize", records.size());
    info.put("streamArn", streamArn);
    return info;
  }
}
