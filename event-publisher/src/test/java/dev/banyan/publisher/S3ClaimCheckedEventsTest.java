package dev.banyan.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.events.EnvelopeCodec;
import dev.banyan.events.Event;
import dev.banyan.events.claim.S3ClaimChecks;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

final class S3ClaimCheckedEventsTest {

  private static final int OVERSIZED = 2 << 20;

  private final FakeS3 s3 = new FakeS3();
  private final S3ClaimChecks store = new S3ClaimChecks(s3, "claims", "banyan/");
  private final FakeKinesis kinesis = FakeKinesis.reliable();

  @TempDir private Path folder;

  private OrderedPublisher publisher(UnsendableEvents otherwise) {
    return new OrderedPublisher(
        kinesis, PublisherConfig.forStream("events"), new S3ClaimCheckedEvents(store, otherwise));
  }

  @Test
  void publish_ofAnOversizedEvent_sendsAReference_inItsPlace() {
    List<Event> events =
        List.of(
            Events.numbered("alice", 1),
            Events.sized("alice", 2, OVERSIZED),
            Events.numbered("alice", 3));
    try (OrderedPublisher publisher = publisher(UnsendableEvents.TO_CALLER)) {
      events.stream()
          .map(publisher::publish)
          .toList()
          .forEach(
              outcome ->
                  assertThat(outcome)
                      .succeedsWithin(Duration.ofSeconds(10))
                      .isInstanceOf(PublishOutcome.Acknowledged.class));
    }

    assertThat(kinesis.events(records -> records, new EnvelopeCodec(store))).isEqualTo(events);
    assertThat(s3.objects).hasSize(1);
    assertThat(s3.objects.keySet().iterator().next()).startsWith("claims/banyan/");
  }

  @Test
  void publish_whenS3IsAway_keepsTheEventElsewhere_andSendsTheNext() {
    s3.down = true;
    try (OrderedPublisher publisher = publisher(new DeadLetterFiles(folder))) {
      assertThat(publisher.publish(Events.sized("alice", 1, OVERSIZED)).getNow(null))
          .isInstanceOfSatisfying(
              PublishOutcome.SetAside.class,
              kept -> assertThat(Path.of(kept.where())).exists().isRegularFile());
      assertThat(publisher.publish(Events.numbered("alice", 2)))
          .succeedsWithin(Duration.ofSeconds(10))
          .isInstanceOf(PublishOutcome.Acknowledged.class);
    }
  }

  @Test
  void publish_whenS3IsAway_withoutAnotherPlace_givesTheEventBack() {
    s3.down = true;
    try (OrderedPublisher publisher = publisher(UnsendableEvents.TO_CALLER)) {
      assertThat(publisher.publish(Events.sized("alice", 1, OVERSIZED)).getNow(null))
          .isInstanceOf(PublishOutcome.TooLarge.class);
    }
    assertThat(kinesis.requests()).isEmpty();
  }

  private static final class FakeS3 implements S3Client {

    private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
    private boolean down;

    @Override
    public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
      if (down) {
        throw SdkClientException.create("no route");
      }
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
      byte[] data = objects.get(request.bucket() + "/" + request.key());
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
