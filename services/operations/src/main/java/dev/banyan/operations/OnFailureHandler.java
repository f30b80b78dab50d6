package dev.banyan.operations;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import dev.banyan.stream.AwsClients;
import dev.banyan.stream.DeadLetter;
import dev.banyan.stream.DeadLetterTable;
import dev.banyan.stream.LogLine;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/**
 * The function {@code operations}: reads discarded batches again and sets their records aside.
 *
 * <p>A message whose batch cannot be read right now stays in the queue; one that is no notice
 * becomes a dead letter of {@code operations}.
 */
public final class OnFailureHandler implements RequestHandler<SQSEvent, SQSBatchResponse> {

  private static final String CAPABILITY = "operations";

  private final DiscardedBatches batches;
  private final DeadLetterTable deadLetters;

  /** As Lambda starts it. */
  public OnFailureHandler() {
    this(
        AwsClients.dynamoDb(),
        Map.of(
            Notice.Source.KINESIS,
            new KinesisReader(KinesisClient.builder().httpClient(AwsClients.http()).build()),
            Notice.Source.DYNAMODB,
            new TableStreamReader(
                DynamoDbStreamsClient.builder().httpClient(AwsClients.http()).build())),
        OperationsSettings.of(System.getenv()));
  }

  OnFailureHandler(
      DynamoDbClient client,
      Map<Notice.Source, StreamReader> readers,
      OperationsSettings settings) {
    this.deadLetters = new DeadLetterTable(client);
    this.batches = new DiscardedBatches(readers, deadLetters, settings.capabilities());
  }

  @Override
  public SQSBatchResponse handleRequest(SQSEvent event, Context context) {
    List<BatchItemFailure> failures = new ArrayList<>();
    int letters = 0;
    for (SQSMessage message : event.getRecords()) {
      try {
        letters += setAside(message);
      } catch (SdkException e) {
        failures.add(new BatchItemFailure(message.getMessageId()));
        LogLine.warn("notice stays in the queue")
            .with("messageId", message.getMessageId())
            .with("cause", e.getMessage())
            .write();
      }
    }
    LogLine.info("discarded batches")
        .with("requestId", context.getAwsRequestId())
        .with("notices", event.getRecords().size())
        .with("deadLetters", letters)
        .with("failed", failures.size())
        .write();
    return new SQSBatchResponse(failures);
  }

  private int setAside(SQSMessage message) {
    Notice notice;
    try {
      notice = Notice.parse(message.getBody());
    } catch (IllegalArgumentException e) {
      deadLetters.put(unreadable(message, e));
      return 1;
    }
    return batches.setAside(notice, message.getBody());
  }

  private static DeadLetter unreadable(SQSMessage message, IllegalArgumentException cause) {
    Map<String, String> attributes = message.getAttributes();
    String sent = attributes == null ? null : attributes.get("SentTimestamp");
    return new DeadLetter(
        CAPABILITY,
        sent == null ? Instant.EPOCH : Instant.ofEpochMilli(Long.parseLong(sent)),
        "on-failure/" + message.getMessageId(),
        "not readable: " + cause.getMessage(),
        message.getBody().getBytes(StandardCharsets.UTF_8),
        null);
  }
}
