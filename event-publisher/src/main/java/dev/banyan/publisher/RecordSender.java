package dev.banyan.publisher;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.KmsThrottlingException;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

/** One PutRecords request: every record gets an answer, whatever happens. Thread-safe. */
final class RecordSender {

  private static final Logger LOG = LoggerFactory.getLogger(RecordSender.class);
  private static final String THROTTLED = "ProvisionedThroughputExceededException";

  private final KinesisClient kinesis;
  private final PublisherConfig config;
  private final Counters counters;
  private volatile @Nullable String refusal;

  RecordSender(KinesisClient kinesis, PublisherConfig config, Counters counters) {
    this.kinesis = kinesis;
    this.config = config;
    this.counters = counters;
  }

  /** Sends; the answers stand in the order of the records. */
  List<RecordAnswer> send(Request request) {
    counters.requested();
    try {
      List<RecordAnswer> answers = answers(request, kinesis.putRecords(put(request)));
      refusal = null;
      return answers;
    } catch (AwsServiceException e) {
      return failed(request, e);
    } catch (SdkClientException e) {
      return StreamRefusal.lacksCredentials(e)
          ? refused(request, StreamRefusal.noCredentials(config.stream(), e))
          : allFailed(request, RetryCause.UNANSWERED, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) { // the client's own failures, timeouts and a closed client
      return allFailed(request, RetryCause.UNANSWERED, String.valueOf(e.getMessage()));
    }
  }

  /** What Kinesis refuses requests for, with the remedy; null if it does not. */
  @Nullable String refusal() {
    return refusal;
  }

  private PutRecordsRequest put(Request request) {
    return PutRecordsRequest.builder()
        .streamName(config.stream())
        .records(request.records().stream().map(RecordSender::entry).toList())
        .overrideConfiguration(options -> options.apiCallTimeout(config.times().request()))
        .build();
  }

  private static PutRecordsRequestEntry entry(SealedRecord record) {
    return PutRecordsRequestEntry.builder()
        .partitionKey(record.outerKey())
        .explicitHashKey(record.explicitHashKey())
        .data(SdkBytes.fromByteArrayUnsafe(record.data()))
        .build();
  }

  private List<RecordAnswer> answers(Request request, PutRecordsResponse response) {
    if (response.records().size() != request.records().size()) {
      return allFailed(request, RetryCause.UNANSWERED, "an answer of another length");
    }
    return response.records().stream().map(RecordSender::answer).toList();
  }

  private static RecordAnswer answer(PutRecordsResultEntry entry) {
    if (entry.errorCode() == null) {
      return new RecordAnswer.Stored(
          Objects.requireNonNullElse(entry.shardId(), ""),
          Objects.requireNonNullElse(entry.sequenceNumber(), ""));
    }
    return new RecordAnswer.Failed(
        entry.errorCode().equals(THROTTLED) ? RetryCause.THROTTLED : RetryCause.FAILED);
  }

  private List<RecordAnswer> failed(Request request, AwsServiceException e) {
    RetryCause cause = causeOf(e);
    if (cause != RetryCause.REFUSED) {
      return allFailed(request, cause, String.valueOf(e.getMessage()));
    }
    return refused(request, StreamRefusal.explain(config.stream(), e));
  }

  private List<RecordAnswer> refused(Request request, String explained) {
    if (!explained.equals(refusal)) {
      LOG.error("{}; events wait and are tried again", explained);
    }
    refusal = explained;
    return RecordAnswer.allFailed(request, RetryCause.REFUSED);
  }

  private static RetryCause causeOf(AwsServiceException e) {
    if (e instanceof ProvisionedThroughputExceededException
        || e instanceof KmsThrottlingException
        || e.isThrottlingException()) {
      return RetryCause.THROTTLED;
    }
    return e.statusCode() >= 500 ? RetryCause.FAILED : RetryCause.REFUSED;
  }

  private List<RecordAnswer> allFailed(Request request, RetryCause cause, String message) {
    LOG.warn(
        "stream {}: a request with {} records failed ({}) and is sent again: {}",
        config.stream(),
        request.records().size(),
        cause,
        message);
    return RecordAnswer.allFailed(request, cause);
  }
}
