package dev.banyan.localcloud.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

/** What a fault plan does to callers, and that it does so again. */
@Timeout(60)
final class KinesisFaultsTest {

  private LocalKinesis kinesis;
  private KinesisClient client;

  @BeforeEach
  void start() {
    kinesis = LocalKinesis.start(KinesisConfig.defaults());
    client = Clients.cbor(kinesis.endpoint());
    client.createStream(r -> r.streamName("s").shardCount(2));
  }

  @AfterEach
  void stop() {
    client.close();
    kinesis.close();
  }

  @Test
  void throttle_refusesWholeCallsAndStoresNothing() {
    kinesis.faults().set(FaultPlan.seeded(1).withThrottleRate(1));

    assertThatThrownBy(this::putTen).isInstanceOf(ProvisionedThroughputExceededException.class);

    assertThat(records()).isZero();
    assertThat(kinesis.faults().counts().throttled()).isOne();
  }

  @Test
  void internalFailure_answers500AndStoresNothing() {
    kinesis.faults().set(FaultPlan.seeded(1).withInternalFailureRate(1));

    assertThatThrownBy(this::putTen)
        .isInstanceOfSatisfying(
            KinesisException.class, e -> assertThat(e.statusCode()).isEqualTo(500));

    assertThat(records()).isZero();
  }

  @Test
  void partialFailure_storesExactlyWhatItSays() {
    kinesis.faults().set(FaultPlan.seeded(7).withPartialFailures(0.4, null));

    List<PutRecordsResultEntry> results = new ArrayList<>();
    int reported = 0;
    for (int i = 0; i < 20; i++) {
      PutRecordsResponse put = putTen();
      reported += put.failedRecordCount();
      results.addAll(put.records());
    }

    List<PutRecordsResultEntry> failed =
        results.stream().filter(each -> each.errorCode() != null).toList();
    assertThat(failed).hasSize(reported).hasSizeBetween(40, 120);
    assertThat(failed)
        .extracting(PutRecordsResultEntry::errorCode)
        .contains("ProvisionedThroughputExceededException", "InternalFailure");
    assertThat(failed)
        .allSatisfy(
            each -> {
              assertThat(each.errorMessage()).isNotBlank();
              assertThat(each.sequenceNumber()).isNull();
            });
    assertThat(records()).isEqualTo(200 - reported);
    assertThat(kinesis.faults().counts().failedEntries()).isEqualTo(reported);
  }

  @Test
  void lostAcknowledgement_cutsTheConnectionAfterStoring() {
    kinesis.faults().set(FaultPlan.seeded(1).withLostAcknowledgements(1, false));

    assertThatThrownBy(this::putTen)
        .isInstanceOf(SdkException.class)
        .isNotInstanceOf(KinesisException.class);

    assertThat(records()).isEqualTo(10);
    assertThat(kinesis.faults().counts().lostAcknowledgements()).isOne();
  }

  @Test
  void lostAcknowledgement_mayBeAnErrorInstead() {
    kinesis.faults().set(FaultPlan.seeded(1).withLostAcknowledgements(1, true));

    assertThatThrownBy(this::putTen)
        .isInstanceOfSatisfying(
            KinesisException.class, e -> assertThat(e.statusCode()).isEqualTo(500));

    assertThat(records()).isEqualTo(10);
  }

  @Test
  void latency_delaysTheAnswer() {
    kinesis.faults().set(FaultPlan.seeded(1).withLatency(120, 30));
    long start = System.nanoTime();

    putTen();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(119));
  }

  @Test
  void onlyFor_leavesOtherOperationsAlone() {
    kinesis.faults().set(FaultPlan.seeded(1).withThrottleRate(1).onlyFor(Set.of("GetRecords")));

    assertThat(putTen().failedRecordCount()).isZero();
    String iterator =
        client
            .getShardIterator(
                r ->
                    r.streamName("s")
                        .shardId("shardId-000000000000")
                        .shardIteratorType("TRIM_HORIZON"))
            .shardIterator();
    assertThatThrownBy(() -> client.getRecords(r -> r.shardIterator(iterator)))
        .isInstanceOf(ProvisionedThroughputExceededException.class);
  }

  @Test
  void sameSeed_givesTheSameScheduleAndAnotherSeedAnother() {
    FaultPlan plan = FaultPlan.seeded(42).withThrottleRate(0.3).withPartialFailures(0.3, null);

    List<String> first = schedule(plan);
    List<String> again = schedule(plan);
    List<String> other =
        schedule(FaultPlan.seeded(43).withThrottleRate(0.3).withPartialFailures(0.3, null));

    assertThat(again).isEqualTo(first);
    assertThat(other).isNotEqualTo(first);
    assertThat(first).contains("throttled").anyMatch(each -> each.contains("InternalFailure"));
  }

  @Test
  void faultPage_setsShowsAndClears() throws Exception {
    HttpResponse<String> set =
        post("{\"seed\":3,\"throttleRate\":1,\"operations\":[\"PutRecords\"]}");
    assertThat(set.statusCode()).isEqualTo(200);
    assertThatThrownBy(this::putTen).isInstanceOf(ProvisionedThroughputExceededException.class);

    assertThat(get("/_faults")).contains("\"throttleRate\":1.0", "\"throttled\":1", "\"seed\":3");
    post("{}");

    assertThat(putTen().failedRecordCount()).isZero();
    assertThat(get("/_state")).contains("\"records\":10", "\"trimmedByCap\":0");
  }

  @Test
  void faultPage_refusesWhatMakesNoSense() throws Exception {
    assertThat(post("{\"throttleRate\":2}").statusCode()).isEqualTo(400);
    assertThat(post("{\"throttleRat\":1}").body()).contains("throttleRat");
    assertThat(post("{\"operations\":[\"Get\"]}").statusCode()).isEqualTo(400);
    assertThat(post("nonsense").statusCode()).isEqualTo(400);
    assertThat(kinesis.faults().plan()).isEqualTo(FaultPlan.NONE);
  }

  private List<String> schedule(FaultPlan plan) {
    kinesis.faults().set(plan);
    return IntStream.range(0, 20).mapToObj(i -> outcome()).toList();
  }

  private String outcome() {
    try {
      return putTen().records().stream()
          .map(PutRecordsResultEntry::errorCode)
          .map(String::valueOf)
          .toList()
          .toString();
    } catch (ProvisionedThroughputExceededException e) {
      return "throttled";
    }
  }

  private PutRecordsResponse putTen() {
    List<PutRecordsRequestEntry> entries =
        IntStream.range(0, 10)
            .mapToObj(
                i ->
                    PutRecordsRequestEntry.builder()
                        .partitionKey("k" + i)
                        .data(SdkBytes.fromUtf8String("v"))
                        .build())
            .toList();
    return client.putRecords(r -> r.streamName("s").records(entries));
  }

  private long records() {
    return kinesis.counts().get(0).records();
  }

  private HttpResponse<String> post(String body) throws Exception {
    return send(
        HttpRequest.newBuilder(page("/_faults")).POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private String get(String path) throws Exception {
    return send(HttpRequest.newBuilder(page(path))).body();
  }

  private URI page(String path) {
    return kinesis.endpoint().resolve(path);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            request.timeout(Duration.ofSeconds(10)).build(), HttpResponse.BodyHandlers.ofString());
  }
}
