package dev.banyan.localcloud.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes over the wire, byte by byte where SDK clients would hide it. */
@Timeout(60)
final class AwsServerTest {

  private static final Instant MOMENT = Instant.ofEpochMilli(1_700_000_000_123L);
  private static AwsServer server;

  @BeforeAll
  static void start() {
    server =
        AwsServer.start(
            new AwsServerConfig("Test", 0, "Test_1", 1000, 2, Map.of()), AwsServerTest::answer);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static CompletionStage<AwsAnswer> answer(AwsCall call) {
    return switch (call.action()) {
      case "Echo" -> CompletableFuture.completedStage(AwsAnswer.done((ObjectNode) call.body()));
      case "Moment" -> CompletableFuture.completedStage(AwsAnswer.done(moment()));
      case "Need" ->
          CompletableFuture.completedStage(AwsAnswer.done(moment().put("n", call.text("Name"))));
      default -> CompletableFuture.failedStage(new IllegalStateException("on purpose"));
    };
  }

  private static ObjectNode moment() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.putPOJO("t", MOMENT);
    return node;
  }

  @Test
  void timestamp_isSecondsInJson() throws Exception {
    HttpResponse<byte[]> answer = call("Test_1.Moment", "application/x-amz-json-1.1", new byte[0]);

    assertThat(new String(answer.body())).isEqualTo("{\"t\":1700000000.123}");
    assertThat(answer.headers().firstValue("content-type")).contains("application/x-amz-json-1.1");
    assertThat(answer.headers().firstValue("x-amzn-requestid")).isPresent();
  }

  @Test
  void timestamp_isTaggedMillisecondsInCbor() throws Exception {
    HttpResponse<byte[]> answer = call("Test_1.Moment", "application/x-amz-cbor-1.1", new byte[0]);

    // Text "t", tag 1, unsigned 64-bit 1700000000123.
    assertThat(HexFormat.of().formatHex(answer.body())).contains("6174c11b0000018bcfe5687b");
  }

  @Test
  void timestamp_isReadInTheUnitOfItsFormat() {
    JsonNode seconds = WireFormat.JSON_1_1.read("{\"t\":1700000000.123}".getBytes());
    JsonNode millis = WireFormat.CBOR_1_1.read(WireFormat.CBOR_1_1.write(moment()));

    assertThat(new AwsCall("a", seconds, WireFormat.JSON_1_1).instant("t")).isEqualTo(MOMENT);
    assertThat(new AwsCall("a", millis, WireFormat.CBOR_1_1).instant("t")).isEqualTo(MOMENT);
  }

  @Test
  void unknownTarget_isAnUnknownOperation() throws Exception {
    HttpResponse<byte[]> answer = json("Other.Echo", "{}");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(new String(answer.body())).contains("\"__type\":\"UnknownOperationException\"");
  }

  @Test
  void brokenBody_isASerializationException() throws Exception {
    assertThat(new String(json("Test_1.Echo", "{").body())).contains("SerializationException");
    assertThat(new String(json("Test_1.Echo", "[]").body())).contains("SerializationException");
  }

  @Test
  void missingMember_isAValidationException() throws Exception {
    assertThat(new String(json("Test_1.Need", "{}").body()))
        .contains("ValidationException", "Value null at 'name'", "Member must not be null");
    assertThat(new String(json("Test_1.Need", "{\"Name\":1}").body()))
        .contains("SerializationException");
  }

  @Test
  void bodyAboveTheBound_isRefused() throws Exception {
    String fits = "{\"x\":\"" + "y".repeat(900) + "\"}";
    String over = "{\"x\":\"" + "y".repeat(1000) + "\"}";

    assertThat(json("Test_1.Echo", fits).statusCode()).isEqualTo(200);
    HttpResponse<byte[]> refused = json("Test_1.Echo", over);
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(new String(refused.body())).contains("RequestEntityTooLargeException");
  }

  @Test
  void defectOfTheService_is500WithoutDetails() throws Exception {
    HttpResponse<byte[]> answer = json("Test_1.Fail", "{}");

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(new String(answer.body())).contains("InternalFailure").doesNotContain("on purpose");
  }

  private static HttpResponse<byte[]> json(String target, String body) throws Exception {
    return call(target, "application/x-amz-json-1.1", body.getBytes());
  }

  private static HttpResponse<byte[]> call(String target, String type, byte[] body)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(server.endpoint())
            .timeout(Duration.ofSeconds(10))
            .header("X-Amz-Target", target)
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
  }
}
