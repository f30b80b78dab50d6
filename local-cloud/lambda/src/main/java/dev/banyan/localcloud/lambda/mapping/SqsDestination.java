package dev.banyan.localcloud.lambda.mapping;

import dev.banyan.localcloud.lambda.model.StreamMapping.Kind;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;

/** A queue; sending is tried until it works, for nothing may be dropped silently. */
final class SqsDestination implements FailureDestination {

  private static final Logger LOG = LoggerFactory.getLogger(SqsDestination.class);

  private final SqsClient sqs;
  private final String queue;
  private final Kind kind;
  private final String functionArn;
  private final String streamArn;

  SqsDestination(SqsClient sqs, String queue, Kind kind, String functionArn, String streamArn) {
    this.sqs = sqs;
    this.queue = queue;
    this.kind = kind;
    this.functionArn = functionArn;
    this.streamArn = streamArn;
  }

  @Override
  public void accept(DiscardedBatch batch) throws InterruptedException {
    String message = batch.message(kind, functionArn, streamArn, Instant.now());
    for (int failures = 1; ; failures++) {
      try {
        String url = sqs.getQueueUrl(r -> r.queueName(queue)).queueUrl();
        sqs.sendMessage(r -> r.queueUrl(url).messageBody(message));
        return;
      } catch (SdkException e) {
        LOG.error("cannot tell {} of a discarded batch, trying again: {}", queue, e.toString());
        Thread.sleep(Backoff.OF_READS.delay(failures).toMillis());
      }
    }
  }
}
