package dev.banyan.events.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.banyan.events.EnvelopeCodec;
import dev.banyan.events.EnvelopeFormatException;
import dev.banyan.events.Event;
import dev.banyan.events.SourceVersion;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
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

final class S3ClaimChecksTest {

  private final FakeS3 s3 = new FakeS3();
  private final S3ClaimChecks store = new S3ClaimChecks(s3, "claims", "banyan/");

  @Test
  void decode_looksTheDataUp() {
    Event event = event("x".repeat(2_000_000));
    EnvelopeCodec codec = new EnvelopeCodec(store);

    byte[] envelope = codec.encodeReference(event, store.store(codec.encodeData(event)));

    assertThat(envelope).hasSizeLessThan(600);
    assertThat(codec.decode(envelope)).isEqualTo(event);
  }

  @Test
  void decode_withoutAStore_saysWhatIsMissing() {
    byte[] envelope = new EnvelopeCodec().encodeReference(event("x"), URI.create("s3://c/k"));

    assertThatThrownBy(() -> new EnvelopeCodec().decode(envelope))
        .isInstanceOf(EnvelopeFormatException.class)
        .hasMessageContaining("s3://c/k")
        .hasMessageContaining("S3ClaimChecks");
  }

  @Test
  void store_keepsTheSameDataOnce() {
    assertThat(store.store(bytes("{}"))).isEqualTo(store.store(bytes("{}")));
    assertThat(s3.objects).hasSize(1);
  }

  @Test
  void read_refusesOtherPlaces() {
    String digest = "0".repeat(64);
    for (String other :
        new String[] {
          "s3://other/banyan/" + digest, "s3://claims/secret/" + digest, "file:///etc/passwd"
        }) {
      assertThatThrownBy(() -> store.read(URI.create(other)))
          .isInstanceOf(EnvelopeFormatException.class)
          .hasMessageContaining("not one of this store");
    }
  }

  @Test
  void read_refusesChangedAndMissingData() {
    URI dataref = store.store(bytes("{}"));
    s3.objects.replaceAll((key, data) -> bytes("{\"forged\":1}"));
    assertThatThrownBy(() -> store.read(dataref)).hasMessageContaining("not what was stored");

    s3.objects.clear();
    assertThatThrownBy(() -> store.read(dataref))
        .isInstanceOf(EnvelopeFormatException.class)
        .hasMessageContaining("gone");
  }

  @Test
  void anUnreachableStore_isToBeTriedAgain() {
    URI dataref = store.store(bytes("{}"));
    s3.down = true;

    assertThatThrownBy(() -> store.read(dataref)).isInstanceOf(UncheckedIOException.class);
    assertThatThrownBy(() -> store.store(bytes("[]"))).isInstanceOf(UncheckedIOException.class);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Event event(String text) {
    return new Event(
        "legacy-1",
        "legacy",
        "post.put",
        "p1",
        Instant.parse("2026-11-21T10:00:00Z"),
        "p1",
        new SourceVersion(1, 2, 3),
        Event.Trace.NONE,
        JsonNodeFactory.instance.objectNode().put("text", text));
  }

  private static final class FakeS3 implements S3Client {

    private final Map<String, byte[]> objects = new HashMap<>();
    private boolean down;

    @Override
    public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
      requireUp();
      try (var in = body.contentStreamProvider().newStream()) {
        objects.put(request.bucket() + "/" + request.key(), in.readAllBytes());
      } catch (java.io.IOException e) {
        throw new UncheckedIOException(e);
      }
      return PutObjectResponse.builder().build();
    }

    @Override
    public <R> R getObject(
        GetObjectRequest request, ResponseTransformer<GetObjectResponse, R> transformer) {
      requireUp();
      byte[] data = objects.get(request.bucket() + "/" + request.key());
      if (data == null) {
        throw NoSuchKeyException.builder().message("no such key").build();
      }
      GetObjectResponse response = GetObjectResponse.builder().build();
      try {
        return transformer.transform(
            response, AbortableInputStream.create(new java.io.ByteArrayInputStream(data)));
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    private void requireUp() {
      if (down) {
        throw SdkClientException.create("no route");
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
