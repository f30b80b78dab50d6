package dev.banyan.jobs.backfill.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.jobs.backfill.wire.Transport.Head;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;

/** The SDK's signer is the oracle. */
class SignatureTest {

  private static final AwsCredentials KEYS = AwsBasicCredentials.create("AKID", "secret/+");
  private static final AwsCredentials TEMPORARY =
      AwsSessionCredentials.create("ASIA", "other", "token/+==");
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final URI AWS = URI.create("https://dynamodb.eu-central-1.amazonaws.com");

  @Test
  void sign_isThatOfTheSdk() {
    for (URI endpoint : new URI[] {AWS, URI.create("http://127.0.0.1:8000")}) {
      Signature signature = new Signature(NettyTransport.hostHeader(endpoint), "eu-central-1");
      for (AwsCredentials credentials : new AwsCredentials[] {KEYS, TEMPORARY, KEYS}) {
        assertSame(signature, endpoint, credentials, NOON, "{\"RequestItems\":{}}");
        assertSame(signature, endpoint, credentials, NOON, "");
      }
    }
  }

  @Test
  void sign_nextDay_takesAnotherKey() {
    Signature signature = new Signature(NettyTransport.hostHeader(AWS), "eu-central-1");
    for (int hours = 0; hours < 30; hours += 6) {
      assertSame(signature, AWS, KEYS, NOON.plusSeconds(hours * 3_600L), "{}");
    }
  }

  private static void assertSame(
      Signature signature, URI endpoint, AwsCredentials credentials, Instant now, String text) {
    byte[] body = (text + " and what was there before").getBytes(StandardCharsets.UTF_8);
    Head head = signature.sign(credentials, now, "BatchWriteItem", body, text.length());

    SdkHttpRequest expected = bySdk(endpoint, credentials, now, text);
    assertThat(head.date()).isEqualTo(header(expected, "X-Amz-Date"));
    assertThat(head.digest()).isEqualTo(header(expected, "X-Amz-Content-Sha256"));
    assertThat(head.authorization()).isEqualTo(header(expected, "Authorization"));
    assertThat(String.valueOf(head.token())).isEqualTo(header(expected, "X-Amz-Security-Token"));
  }

  private static String header(SdkHttpRequest request, String name) {
    return request.firstMatchingHeader(name).orElse("null");
  }

  private static SdkHttpRequest bySdk(
      URI endpoint, AwsCredentials credentials, Instant now, String text) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    SdkHttpRequest request =
        SdkHttpRequest.builder()
            .uri(endpoint)
            .encodedPath("/")
            .method(SdkHttpMethod.POST)
            .putHeader("Content-Type", Transport.CONTENT_TYPE)
            .putHeader("X-Amz-Target", Transport.TARGET + "BatchWriteItem")
            .build();
    return AwsV4HttpSigner.create()
        .sign(
            sign ->
                sign.identity(credentials)
                    .request(request)
                    .payload(() -> new ByteArrayInputStream(body))
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "dynamodb")
                    .putProperty(AwsV4HttpSigner.REGION_NAME, "eu-central-1")
                    .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(now, ZoneOffset.UTC)))
        .request();
  }
}
