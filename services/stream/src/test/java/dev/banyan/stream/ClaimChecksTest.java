package dev.banyan.stream;

import static dev.banyan.stream.testkit.TestEvents.event;
import static dev.banyan.stream.testkit.TestEvents.follow;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import dev.banyan.events.AggregatedRecord;
import dev.banyan.events.Buckets;
import dev.banyan.events.EnvelopeCodec;
import dev.banyan.events.Event;
import dev.banyan.events.claim.S3ClaimChecks;
import dev.banyan.stream.testkit.KinesisBatch;
import dev.banyan.stream.testkit.LocalTables;
import dev.banyan.stream.testkit.TestContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

final class ClaimChecksTest {

  private static final Map<String, String> BUCKET =
      Map.of("CLAIM_CHECK_BUCKET", "claims", "CLAIM_CHECK_PREFIX", "banyan/");

  private final FakeS3 s3 = new FakeS3();
  private final S3ClaimChecks publisher = new S3ClaimChecks(s3, "claims", "banyan/");
  private final DeadLetterTable deadLetters = new DeadLetterTable(LocalTables.client());
  private final Recorder applier = new Recorder();
  private int clients;

  private static final class Recorder implements EventApplier {
    final Queue<Event> applied = new ConcurrentLinkedQueue<>();

    @Override
    public boolean concerns(Event event) {
      return true;
    }

    @Override
    public Outcome apply(Event event) {
      applied.add(event);
      return Outcome.APPLIED;
    }
  }

  @BeforeEach
  void emptyTables() {
    LocalTables.clear(WatermarkTable.NAME);
    LocalTables.clear(DeadLetterTable.NAME);
  }

  private StreamsEventResponse handle(Map<String, String> environment, KinesisBatch batch) {
    EnvelopeCodec codec = ClaimChecks.codec(environment, this::client);
    try (var consumer = new StreamConsumer("test", applier, LocalTables.client(), codec)) {
      return consumer.handle(batch.build(), TestContext.PLENTY);
    }
  }

  private S3Client client() {
    clients++;
    return s3;
  }

  /** A small event of the same bucket, and behind it one whose data lies in S3. */
  private KinesisBatch batch(Event large) {
    EnvelopeCodec codec = new EnvelopeCodec();
    String outerKey = Buckets.outerKey(large.bucket());
    byte[] reference = codec.encodeReference(large, publisher.store(codec.encodeData(large)));
    return new KinesisBatch()
        .add(follow(large.partitionKey(), "before", 1))
        .addRaw(outerKey, AggregatedRecord.pack(outerKey, List.of(reference)))
        .add(follow(large.partitionKey(), "behind", 3));
  }

  private static Event large() {
    return event("post.put", "ann", 2, "{'text':'" + "x".repeat(1_500_000) + "'}");
  }

  @Test
  void handle_readsTheDataFromTheBucket_inItsPlace() {
    assertThat(handle(BUCKET, batch(large())).getBatchItemFailures()).isEmpty();

    assertThat(applier.applied)
        .extracting(Event::type)
        .containsExactly("follow.put", "post.put", "follow.put");
    assertThat(applier.applied).contains(large());
    assertThat(clients).isEqualTo(1);
  }

  @Test
  void handle_withoutSuchEvents_makesNoClient() {
    handle(BUCKET, new KinesisBatch().add(follow("ann", "bob", 1)));

    assertThat(clients).isZero();
  }

  @Test
  void handle_withoutABucket_setsTheEventAside_andSaysWhatToSet() {
    StreamsEventResponse response = handle(Map.of("CLAIM_CHECK_BUCKET", ""), batch(large()));

    assertThat(response.getBatchItemFailures()).isEmpty();
    assertThat(applier.applied).hasSize(2);
    assertThat(cause()).contains("s3://claims/banyan/", "CLAIM_CHECK_BUCKET", "ClaimCheckBucket");
  }

  @Test
  void handle_whenTheDataIsGone_setsTheEventAside() {
    KinesisBatch batch = batch(large());
    s3.objects.clear();

    assertThat(handle(BUCKET, batch).getBatchItemFailures()).isEmpty();
    assertThat(cause()).contains("is gone");
  }

  @Test
  void handle_whenTheStoreIsAway_asksForTheRecordAgain_andGoesNoFurther() {
    KinesisBatch batch = batch(large());
    s3.down = true;

    assertThat(handle(BUCKET, batch).getBatchItemFailures())
        .extracting(StreamsEventResponse.BatchItemFailure::getItemIdentifier)
        .containsExactly("s001");
    assertThat(deadLetters.list("test", null, 10)).isEmpty();

    s3.down = false;
    assertThat(handle(BUCKET, batch).getBatchItemFailures()).isEmpty();
    assertThat(applier.applied).contains(large());
  }

  private String cause() {
    List<DeadLetter> letters = deadLetters.list("test", null, 10);
    assertThat(letters).hasSize(1);
    return letters.get(0).cause();
  }

  private static final class FakeS3 implements S3Client {

    private final Map<String, byte[]> objects = new HashMap<>();
    private boolean down;

    @Override
    public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
      try (var in = body.contentStreamProvider().newStream()) {
        objects.put(request.bucket() + "/" + request.key(), in.readAllBytes());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return PutObjectResponse.builder().build();
    }

    @Override
    public <R> R getObject(
        GetObjectRequest request, ResponseTransformer<GetObjectResponse, R> transformer) {
      if (down) {
        throw SdkClientException.create("no route");
      }
      byte[] data = objects.get(request.bucket() + "/" + request.key());
      if (data == null) {
        throw NoSuchKeyException.builder().message("no such key").build();
      }
      try {
        return transformer.transform(
            GetObjectResponse.builder().build(),
            AbortableInputStream.create(new ByteArrayInputStream(data)));
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public String serviceName() {
      return "s3";
    }

    @Override
    public void close() {}
  }
}
