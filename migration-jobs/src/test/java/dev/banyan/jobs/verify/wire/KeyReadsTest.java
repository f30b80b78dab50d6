package dev.banyan.jobs.verify.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.banyan.jobs.JobException;
import dev.banyan.jobs.backfill.wire.DynamoAccess;
import dev.banyan.jobs.backfill.wire.DynamoHttp;
import dev.banyan.jobs.mapping.spec.TableSpec;
import dev.banyan.jobs.mapping.spec.TableSpec.KeyAttribute;
import dev.banyan.jobs.verify.expect.ItemKey;
import dev.banyan.jobs.verify.found.Found;
import dev.banyan.stream.Backoff;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.regions.Region;

final class KeyReadsTest {

  private static final TableSpec TABLE =
      new TableSpec("t", new KeyAttribute("pk", 'S'), null, null, List.of());

  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> answers = new ArrayList<>();
  private final AtomicInteger credentials = new AtomicInteger();
  private long now;
  private long tick;
  private HttpServer server;
  private ReadLink link;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    link =
        new ReadLink(
            new DynamoHttp(
                DynamoAccess.of(
                    Region.US_EAST_1,
                    endpoint,
                    () -> AwsBasicCredentials.create("key" + credentials.incrementAndGet(), "s")),
                4),
            new Backoff(4, Duration.ofMillis(1), Duration.ofMillis(2)),
            () -> now += tick);
  }

  @AfterEach
  void stop() {
    link.close();
    server.stop(0);
  }

  /** The next answer, as "status body"; the last one again and again. */
  private void answer(HttpExchange exchange) throws IOException {
    requests.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    String answer = answers.get(Math.min(requests.size(), answers.size()) - 1);
    byte[] body = answer.substring(4).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(Integer.parseInt(answer.substring(0, 3)), body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private List<String> read(int count) {
    List<ItemKey> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      keys.add(new ItemKey("k" + i, null));
    }
    List<String> found = new ArrayList<>();
    new KeyReads(link, TABLE)
        .read(keys, true, item -> found.add(((Found.Text) item.get("pk")).value()));
    return found;
  }

  private static String error(String code) {
    return "400 {\"__type\":\"com.amazonaws.dynamodb.v20120810#%s\",\"message\":\"no\"}"
        .formatted(code);
  }

  private static String items(String left, String... keys) {
    List<String> items = new ArrayList<>();
    for (String key : keys) {
      items.add("{\"pk\":{\"S\":\"%s\"},\"l\":{\"L\":[]}}".formatted(key));
    }
    return "200 {\"UnprocessedKeys\":{%s},\"ConsumedCapacity\":[1],\"Responses\":{\"t\":[%s]}}"
        .formatted(left, String.join(",", items));
  }

  @Test
  void read_triesAgainWhatMayPass_withNewCredentials() {
    answers.addAll(
        List.of(
            error("ThrottlingException"),
            "503 down",
            error("ExpiredTokenException"),
            items("", "k0")));

    assertThat(read(1)).containsExactly("k0");
    assertThat(requests).hasSize(4).allMatch(requests.get(0)::equals);
    assertThat(requests.get(0)).contains("\"ConsistentRead\":true");
    assertThat(credentials.get()).as("asked for each time").isEqualTo(4);
  }

  @Test
  void read_endsAfterTwoMinutes_howeverFewTriesThatWere() {
    answers.add("503 down");
    tick = TimeUnit.SECONDS.toNanos(61);

    assertThatThrownBy(() -> read(1))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("t cannot be read: DynamoDB answers 503");

    assertThat(requests).hasSize(2);
  }

  @Test
  void read_asksAgainForWhatWasLeft() {
    String left = "\"t\":{\"Keys\":[{\"pk\":{\"S\":\"k1\"}}],\"ConsistentRead\":true}";
    answers.addAll(List.of(items(left, "k0"), items(left), items("", "k1")));

    assertThat(read(2)).containsExactly("k0", "k1");
    assertThat(requests.get(2)).isEqualTo("{\"RequestItems\":{" + left + "}}");
  }

  @Test
  void read_asksForHundredKeysAtOnce() {
    answers.add(items(""));

    assertThat(read(250)).isEmpty();
    assertThat(requests).hasSize(3);
    assertThat(requests.get(2).split("\"pk\"", -1)).hasSize(51);
  }

  @Test
  void read_endsWhereWaitingDoesNotHelp() {
    answers.add(error("ResourceNotFoundException"));
    assertThatThrownBy(() -> read(1))
        .isInstanceOf(JobException.class)
        .hasMessage("there is no table t: create it, or correct the mapping");
    answers.set(0, error("AccessDeniedException"));
    assertThatThrownBy(() -> read(1)).hasMessageContaining("refuses to read t (AccessDenied");
    assertThat(requests).hasSize(2);
  }

  @Test
  void read_endsWhenPatienceIsOver() {
    answers.add(error("ProvisionedThroughputExceededException"));
    assertThatThrownBy(() -> read(1))
        .hasMessageContaining("throttles")
        .hasMessageContaining("goes on");
    answers.set(0, "200 {\"Responses\":{\"t\":[{\"pk\"");
    assertThatThrownBy(() -> read(1)).hasMessageContaining("cannot be read");
    answers.set(0, items("\"t\":{\"Keys\":[{\"pk\":{\"S\":\"k0\"}}]}"));
    assertThatThrownBy(() -> read(1)).hasMessageContaining("leaves keys unread");
    assertThat(requests).hasSize(12);
  }
}
