package dev.banyan.localcloud.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.banyan.localcloud.lambda.model.LambdaHostException;
import dev.banyan.localcloud.lambda.runtime.EnvironmentStatus;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.sqs.model.Message;

/** The whole host: real functions in JVMs of their own, against the stand-ins. */
@Timeout(90)
final class LambdaHostIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir private static Path folder;

  private static LocalServices services;
  private static LambdaHostConfig config;
  private static LambdaHost host;
  private static Path journal;

  @BeforeAll
  static void start() throws Exception {
    services = new LocalServices();
    journal = folder.resolve("journal");
    Path template = Path.of(LambdaHostIT.class.getResource("/template.yaml").toURI());
    config =
        LambdaHostConfig.of(template, services.endpoints(), folder.resolve("logs"))
            .withParameters(Map.of("Journal", journal.toString()))
            .withPollInterval(Duration.ofMillis(50));
    host = LambdaHost.start(config);
  }

  @AfterAll
  static void stop() throws Exception {
    List<ProcessHandle> children =
        host.status().functions().stream()
            .flatMap(f -> f.environments().stream())
            .flatMap(e -> ProcessHandle.of(e.pid()).stream())
            .toList();
    host.close();
    services.close();
    assertThat(children).isNotEmpty().noneMatch(ProcessHandle::isAlive);
  }

  @Test
  void kinesis_bisectsAPoisonRecordIntoTheOnFailureQueue() throws Exception {
    for (int i = 0; i < 9; i++) {
      put("bisect", i == 4 ? "bisect-poison" : "bisect-" + i);
    }

    JsonNode message = JSON.readTree(receive("failures").body());

    assertThat(message.at("/requestContext/condition").asText())
        .isEqualTo("RetryAttemptsExhausted");
    assertThat(message.at("/requestContext/approximateInvokeCount").asInt()).isEqualTo(2);
    assertThat(message.at("/KinesisBatchInfo/batchSize").asInt()).isEqualTo(1);
    for (int i = 0; i < 9; i++) {
      if (i != 4) {
        awaitNote("bisect-" + i);
      }
    }
  }

  @Test
  void kinesis_goesOnFromTheFirstReportedFailure() throws Exception {
    put("report", "report-1");
    put("report", "report-flaky");
    put("report", "report-3");

    awaitNote("report-3");

    assertThat(notes("report"))
        .containsSubsequence(
            data("report-1"),
            "reported " + data("report-flaky"),
            data("report-flaky"),
            data("report-3"));
  }

  @Test
  void kinesis_losesNothingWhenAFunctionIsKilledMidBatch() throws Exception {
    put("kill", "kill-1");
    put("kill", "kill-hang");
    put("kill", "kill-3");
    Await.until("the function hangs", () -> notes("hanging").contains("hanging"));

    busy("stream").forEach(e -> ProcessHandle.of(e.pid()).orElseThrow().destroyForcibly());

    awaitNote("kill-hang");
    awaitNote("kill-3");
    assertThat(host.status().function("stream").restarts()).isPositive();
  }

  @Test
  void kinesis_filtersByDecodedData() throws Exception {
    send("filter", "{\"kind\":\"noise\",\"name\":\"filter-1\"}");
    send("filter", "not json: filter-2");
    put("filter", "filter-3");

    awaitNote("filter-3");

    assertThat(notes("filter")).containsExactly(data("filter-3"));
  }

  @Test
  void dynamodb_sendsChangesWithBothImages() throws Exception {
    services.clients().dynamodb().putItem(r -> r.tableName("things").item(item("unwanted", "x")));
    services.clients().dynamodb().putItem(r -> r.tableName("things").item(item("wanted", "a")));
    services.clients().dynamodb().putItem(r -> r.tableName("things").item(item("wanted", "b")));

    Await.until("the change", () -> changes().stream().anyMatch(c -> is(c, "MODIFY")));

    JsonNode change = changes().stream().filter(c -> is(c, "MODIFY")).findFirst().orElseThrow();
    assertThat(change.at("/dynamodb/Keys/pk/S").asText()).isEqualTo("wanted");
    assertThat(change.at("/dynamodb/OldImage/other/S").asText()).isEqualTo("a");
    assertThat(change.at("/dynamodb/NewImage/other/S").asText()).isEqualTo("b");
    assertThat(change.at("/dynamodb/StreamViewType").asText()).isEqualTo("NEW_AND_OLD_IMAGES");
    assertThat(change.at("/dynamodb/ApproximateCreationDateTime").isNumber()).isTrue();
    assertThat(change.at("/dynamodb/SequenceNumber").asText()).isNotEmpty();
    assertThat(change.at("/eventSourceARN").asText()).contains("table/things/stream/");
    assertThat(changes()).noneMatch(c -> c.toString().contains("unwanted"));
  }

  @Test
  void sqs_sendsMessagesAndDeletesThem() throws Exception {
    String url = services.clients().sqs().getQueueUrl(r -> r.queueName("inbox")).queueUrl();
    services.clients().sqs().sendMessage(r -> r.queueUrl(url).messageBody("mail-1"));

    Await.until("the message", () -> events("aws:sqs").stream().anyMatch(m -> mail(m)));
    Await.until(
        "it is counted", () -> host.status().function("queue").mappings().get(0).handled() > 0);

    assertThat(
            services
                .clients()
                .sqs()
                .getQueueAttributes(r -> r.queueUrl(url).attributeNamesWithStrings("All"))
                .attributesAsStrings())
        .containsEntry("ApproximateNumberOfMessages", "0")
        .containsEntry("ApproximateNumberOfMessagesNotVisible", "0");
  }

  @Test
  void http_hasPayloadFormat2() throws Exception {
    HttpResponse<String> response =
        HTTP.send(
            request("/things/a%20b/event?x=1&x=2&y=%C3%A4")
                .header("Cookie", "c=1; d=2")
                .header("X-Many", "1")
                .header("X-Many", "2")
                .build(),
            BodyHandlers.ofString());

    JsonNode event = JSON.readTree(response.body());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(event.at("/version").asText()).isEqualTo("2.0");
    assertThat(event.at("/routeKey").asText()).isEqualTo("GET /things/{id}/{action}");
    assertThat(event.at("/rawQueryString").asText()).isEqualTo("x=1&x=2&y=%C3%A4");
    assertThat(event.at("/queryStringParameters/x").asText()).isEqualTo("1,2");
    assertThat(event.at("/queryStringParameters/y").asText()).isEqualTo("ä");
    assertThat(event.at("/pathParameters/id").asText()).isEqualTo("a b");
    assertThat(event.at("/headers/x-many").asText()).isEqualTo("1,2");
    assertThat(event.at("/cookies").toString()).isEqualTo("[\"c=1\",\"d=2\"]");
    assertThat(event.at("/requestContext/http/method").asText()).isEqualTo("GET");
  }

  @Test
  void http_carriesBinaryBothWays() throws Exception {
    byte[] body = new byte[70_000];
    for (int i = 0; i < body.length; i++) {
      body[i] = (byte) i;
    }

    HttpResponse<byte[]> response =
        HTTP.send(
            request("/things/any/depth/echo").POST(BodyPublishers.ofByteArray(body)).build(),
            BodyHandlers.ofByteArray());

    assertThat(response.headers().firstValue("content-type")).contains("application/octet-stream");
    assertThat(response.body()).isEqualTo(body);
  }

  @Test
  void http_answersPlainValuesCookiesAndErrors() throws Exception {
    HttpResponse<String> cookies = get("/things/1/cookies");

    assertThat(cookies.statusCode()).isEqualTo(201);
    assertThat(cookies.headers().allValues("set-cookie")).containsExactly("a=1", "b=2");
    assertThat(get("/things/1/other").body()).isEqualTo("plain");
    assertThat(get("/things/1/throw").statusCode()).isEqualTo(500);
    assertThat(get("/nowhere").statusCode()).isEqualTo(404);
    assertThat(get("/nowhere").body()).isEqualTo("{\"message\":\"Not Found\"}");
  }

  @Test
  void http_refusesABodyOver6Megabytes() throws Exception {
    HttpResponse<String> response =
        HTTP.send(
            request("/things/1/echo")
                .POST(BodyPublishers.ofByteArray(new byte[6 * 1024 * 1024 + 1]))
                .build(),
            BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(413);
  }

  @Test
  void http_functionThatDiesGives502AndIsReplaced() throws Exception {
    assertThat(get("/things/1/exit").statusCode()).isEqualTo(502);
    assertThat(get("/things/1/other").body()).isEqualTo("plain");
  }

  @Test
  void http_functionThatTakesTooLongIsKilled() throws Exception {
    assertThat(get("/things/1/sleep").statusCode()).isEqualTo(500);
    assertThat(get("/things/1/other").body()).isEqualTo("plain");
  }

  @Test
  void http_functionSeesItsContextAndEnvironment() throws Exception {
    JsonNode seen = JSON.readTree(get("/things/1/context").body());

    assertThat(seen.at("/name").asText()).isEqualTo("http");
    assertThat(seen.at("/memory").asInt()).isEqualTo(256);
    assertThat(seen.at("/variable").asText()).isEqualTo("hello from us-east-1");
    assertThat(seen.at("/endpoint").asText())
        .isEqualTo(String.valueOf(services.endpoints().kinesis()));
  }

  @Test
  void http_functionThatDoesNotStartGives500() throws Exception {
    assertThat(get("/broken").statusCode()).isEqualTo(500);
    assertThat(folder.resolve("logs/broken.log")).content().contains("no database password");
    assertThat(host.status().function("broken").errors()).isPositive();
  }

  @Test
  void status_isServedAsJson() throws Exception {
    JsonNode status =
        JSON.readTree(
            HTTP.send(HttpRequest.newBuilder(host.statusUri()).build(), BodyHandlers.ofString())
                .body());

    assertThat(status.at("/functions").findValuesAsText("name"))
        .contains("stream", "table", "queue", "http", "broken");
    assertThat(status.at("/ignored/0").asText()).isEqualTo("Alarm (AWS::CloudWatch::Alarm)");
  }

  @Test
  void start_namesAPortThatIsInUse() {
    int port = host.httpUri().getPort();

    assertThatThrownBy(() -> LambdaHost.start(config.withPorts(port, 0)))
        .isInstanceOf(LambdaHostException.class)
        .hasMessageContaining("127.0.0.1:" + port + " for the HTTP API");
  }

  private static Map<String, AttributeValue> item(String pk, String other) {
    return Map.of("pk", AttributeValue.fromS(pk), "other", AttributeValue.fromS(other));
  }

  private static boolean is(JsonNode change, String name) {
    return change.at("/eventName").asText().equals(name);
  }

  private static boolean mail(JsonNode message) {
    return message.at("/body").asText().equals("mail-1")
        && message.at("/attributes/ApproximateReceiveCount").asInt() == 1;
  }

  private static List<JsonNode> changes() throws Exception {
    return events("aws:dynamodb");
  }

  private static List<JsonNode> events(String source) throws Exception {
    List<JsonNode> found = new java.util.ArrayList<>();
    for (String line : notes("{\"Records\"")) {
      JSON.readTree(line)
          .path("Records")
          .forEach(
              each -> {
                if (each.path("eventSource").asText().equals(source)) {
                  found.add(each);
                }
              });
    }
    return found;
  }

  private static String data(String name) {
    return "{\"kind\":\"thing\",\"name\":\"" + name + "\"}";
  }

  private static void put(String key, String name) {
    send(key, data(name));
  }

  private static void send(String key, String text) {
    services
        .clients()
        .kinesis()
        .putRecord(
            r -> r.streamName("events").partitionKey(key).data(SdkBytes.fromUtf8String(text)));
  }

  private static List<String> notes(String part) throws Exception {
    return Files.exists(journal)
        ? Files.readAllLines(journal).stream().filter(line -> line.contains(part)).toList()
        : List.of();
  }

  private static void awaitNote(String name) throws Exception {
    Await.until(name + " is handled", () -> notes(name).contains(data(name)));
  }

  private static List<EnvironmentStatus> busy(String function) {
    return host.status().function(function).environments().stream()
        .filter(e -> e.state().equals("BUSY"))
        .toList();
  }

  private static Message receive(String queue) throws Exception {
    String url = services.clients().sqs().getQueueUrl(r -> r.queueName(queue)).queueUrl();
    Message[] found = new Message[1];
    Await.until(
        "a message in " + queue,
        () -> {
          List<Message> messages =
              services
                  .clients()
                  .sqs()
                  .receiveMessage(r -> r.queueUrl(url).waitTimeSeconds(1))
                  .messages();
          found[0] = messages.isEmpty() ? null : messages.get(0);
          return found[0] != null;
        });
    return found[0];
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(host.httpUri() + path));
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return HTTP.send(request(path).build(), BodyHandlers.ofString());
  }
}
