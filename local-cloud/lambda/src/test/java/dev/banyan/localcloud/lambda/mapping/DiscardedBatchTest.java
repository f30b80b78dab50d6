package dev.banyan.localcloud.lambda.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.banyan.localcloud.lambda.model.StreamMapping.Kind;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class DiscardedBatchTest {

  private static final DiscardedBatch BATCH =
      new DiscardedBatch("shard-1", Records.records(3, 5), DiscardedBatch.Reason.AGE, 2);

  @Test
  void message_isWhatAwsSendsForKinesis() {
    JsonNode message = message(Kind.KINESIS);

    assertThat(message.at("/requestContext/condition").asText()).isEqualTo("RecordAgeExceeded");
    assertThat(message.at("/requestContext/functionArn").asText()).isEqualTo("arn:function");
    assertThat(message.at("/requestContext/approximateInvokeCount").asInt()).isEqualTo(2);
    assertThat(message.at("/version").asText()).isEqualTo("1.0");
    assertThat(message.at("/KinesisBatchInfo").toString())
        .isEqualTo(
            "{\"shardId\":\"shard-1\",\"startSequenceNumber\":\"3\",\"endSequenceNumber\":\"5\","
                + "\"approximateArrivalOfFirstRecord\":\"2026-11-21T00:00:03Z\","
                + "\"approximateArrivalOfLastRecord\":\"2026-11-21T00:00:05Z\","
                + "\"batchSize\":3,\"streamArn\":\"arn:stream\"}");
  }

  @Test
  void message_namesTheBatchDifferentlyForDynamoDb() {
    assertThat(message(Kind.DYNAMODB).at("/DDBStreamBatchInfo/batchSize").asInt()).isEqualTo(3);
  }

  private static JsonNode message(Kind kind) {
    return EventJson.parsed(BATCH.message(kind, "arn:function", "arn:stream", Instant.EPOCH));
  }
}
