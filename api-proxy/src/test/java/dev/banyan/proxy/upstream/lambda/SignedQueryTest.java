package dev.banyan.proxy.upstream.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.control.Side;
import dev.banyan.proxy.route.UpstreamSpec;
import dev.banyan.proxy.upstream.Upstream;
import dev.banyan.proxy.upstream.WholeRequest;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/**
 * Queries that mean the same have the same canonical form, and so the same signature: names and
 * values decoded and encoded again, {@code =} in a value as {@code %3D}.
 *
 * <p>Source:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
class SignedQueryTest {

  private static String signature(String query) {
    return signature("/a", query);
  }

  private static String signature(String path, String query) {
    SignedCall call =
        new SignedCall(
            Upstream.of(Side.SERVERLESS, "http://h.example"),
            new UpstreamSpec.Signing("execute-api", "eu-central-1"),
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "secret")),
            Runnable::run,
            Clock.fixed(Instant.ofEpochSecond(1_700_000_000), ZoneOffset.UTC));
    WholeRequest request =
        new WholeRequest(
            HttpMethod.GET,
            path + query,
            MultiMap.caseInsensitiveMultiMap(),
            Buffer.buffer(),
            path,
            Map.of(),
            "",
            Duration.ofSeconds(1));
    return call.headers(request).get("Authorization").replaceAll(".*Signature=", "");
  }

  @ParameterizedTest
  @CsvSource({
    "?e==, ?e=%3D",
    "?a=b=c, ?a=b%3Dc",
    "?a=b==&c=d, ?c=d&a=b%3D%3D",
    "?flag, ?flag=",
    "?a=1&&b=2, ?b=2&a=1",
    "?a=x%20y, ?a=x+y",
    "?=v, ?=%76"
  })
  void sameQuery_hasTheSameSignature(String one, String other) {
    assertThat(signature(one)).isEqualTo(signature(other)).isNotEqualTo(signature("?e="));
  }

  /** Clients write them, and servers answer. */
  @ParameterizedTest
  @CsvSource({
    "/a, ?q=100%, ?q=100%25",
    "/a, ?q=%zz, ?q=%25zz",
    "/a, ?q={x|y}, ?q=%7Bx%7Cy%7D",
  })
  void malformedQuery_isSignedAsItStands(String path, String query, String same) {
    assertThat(signature(path, query)).isEqualTo(signature(path, same));
  }

  @ParameterizedTest
  @CsvSource({"/{, /%7B", "/a|b, /a%7Cb", "/^`, /%5E%60", "/[x], /%5Bx%5D", "/%7e, /%7e"})
  void pathWithWhatNoneMayHold_isSignedEscaped(String path, String same) {
    assertThat(signature(path, "")).isEqualTo(signature(same, ""));
  }
}
