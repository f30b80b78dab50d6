package dev.banyan.publisher;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.KmsThrottlingException;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

/** One PutRecords request: every record gets an answer, whatever happens. Thread-safe. */
final class RecordSender {

  private static final Logger LOG = LoggerFactory.getLogger(RecordSender.class);
  private static final String THROTTLED = "ProvisionedThroughputExceededException";

  private final KinesisClient kinesis;
  private final PublisherConfig config;
  private final Counters counters;

  RecordSender(KinesisClient kinesis, PublisherConfig config, Counters counters) {
    this.kinesis = kinesis;
    this.config = config;
    this.counters = counters;
  }

  /** Sends; the answers stand in the order of the records. */
  List<RecordAnswer> send(List<SealedRecord> records) {
    counters.requested();
    try {
      return answers(records, kinesis.putRecords(request(records)));
    } catch (AwsServiceException e) {
      return allFailed(records, causeOf(e), e);
    } catch (RuntimeException e) { // the client's own failures, timeouts and a closed client
      return allFailed(records, RetryCause.UNANSWERED, e);
    }
  }

  private PutRecordsRequest request(List<SealedRecord> records) {
    return PutRecordsRequest.builder()
        .streamName(config.stream())
        .records(records.stream().map(SealedRecord::entry).toList())
        .overrideConfiguration(options -> options.apiCallTimeout(config.requestTimeout()))
        .build();
  }

  private static List<RecordAnswer> answers(
      List<SealedRecord> records, PutRecordsResponse response) {
    if (response.records().size() != records.size()) {
      return allFailed(records, RetryCause.UNANSWERED);
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

  private static RetryCause causeOf(AwsServiceException e) {
    if (e instanceof ProvisionedThroughputExceededException
        || e instanceof KmsThrottlingException
        || e.isThrottlingException()) {
      return RetryCause.THROTTLED;
    }
    return e.statusCode() >= 500 ? RetryCause.FAILED : RetryCause.REFUSED;
  }

  private List<RecordAnswer> allFailed(
      List<SealedRecord> records, RetryCause cause, RuntimeException e) {
    LOG.warn(
        "stream {}: a request with {} records failed ({}) and is sent again: {}",
        config.stream(),
        records.size(),
        cause,
        e.getMessage());
    return allFailed(records, cause);
  }

  private static List<RecordAnswer> allFailed(List<SealedRecord> records, RetryCause cause) {
    return Collections.nCopies(records.size(), new RecordAnswer.Failed(cause));
  }
}
