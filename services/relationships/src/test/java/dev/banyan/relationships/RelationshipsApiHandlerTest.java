package dev.banyan.relationships;

import static dev.banyan.stream.testkit.TestEvents.version;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import dev.banyan.events.Buckets;
import dev.banyan.events.SourceVersion;
import dev.banyan.stream.WatermarkTable;
import dev.banyan.stream.testkit.LocalTables;
import dev.banyan.stream.testkit.Recorded;
import dev.banyan.stream.testkit.Requests;
import dev.banyan.stream.testkit.TestContext;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RelationshipsApiHandlerTest {

  private static final String ONE = "/users/{id}/following/{other}";
  private static final String FOLLOWING = "GET /users/{id}/following";

  private final RelationshipTable table =
      new RelationshipTable(LocalTables.client(), Clock.systemUTC());
  private final RelationshipsApiHandler handler =
      new RelationshipsApiHandler(LocalTables.client(), Requests.SECRET, Clock.systemUTC());

  @BeforeEach
  void emptyTables() {
    LocalTables.clear(RelationshipTable.NAME);
    LocalTables.clear(WatermarkTable.NAME);
  }

  private APIGatewayV2HTTPResponse call(APIGatewayV2HTTPEvent event) {
    return handler.handleRequest(event, TestContext.PLENTY);
  }

  private APIGatewayV2HTTPResponse asAnn(String method, String id, String other) {
    return call(Requests.by("ann", method + " " + ONE, Map.of("id", id, "other", other), Map.of()));
  }

  private APIGatewayV2HTTPResponse list(String route, String id, Map<String, String> query) {
    return call(Requests.by("ann", route, Map.of("id", id), query));
  }

  private void watermark(SourceVersion position) {
    new WatermarkTable(LocalTables.client())
        .advance(
            "relationships",
            IntStream.range(0, Buckets.COUNT)
                .boxed()
                .collect(Collectors.toMap(Function.identity(), bucket -> position)));
  }

  @Test
  void follow_isSeenAndCarriesItsPosition() {
    APIGatewayV2HTTPResponse answer = asAnn("PUT", "ann", "bob");

    assertThat(answer.getStatusCode()).isEqualTo(204);
    assertThat(answer.getBody()).isEmpty();
    Relationship edge = table.get("ann", "bob").orElseThrow();
    assertThat(answer.getHeaders())
        .containsEntry("X-Banyan-Position", edge.version().toString())
        .containsEntry("X-Correlation-Id", "correlation-1");
    assertThat(edge.trace().correlationId()).isEqualTo("correlation-1");
    assertThat(asAnn("GET", "ann", "bob").getStatusCode()).isEqualTo(204);
  }

  @Test
  void unfollow_isSeenAndIdempotent() {
    asAnn("PUT", "ann", "bob");

    assertThat(asAnn("DELETE", "ann", "bob").getStatusCode()).isEqualTo(204);
    assertThat(asAnn("DELETE", "ann", "bob").getStatusCode()).isEqualTo(204);
    APIGatewayV2HTTPResponse gone = asAnn("GET", "ann", "bob");
    assertThat(gone.getStatusCode()).isEqualTo(404);
    assertThat(gone.getBody()).isEqualTo("{\"error\":\"does not follow\"}");
  }

  @ParameterizedTest
  @CsvSource({
    "bob,ann,403,not yours to change",
    "ann,ann,400,you cannot follow yourself",
    "ann,a:b,400,'other must be 1 to 64 letters, digits, ''_'', ''.'' or ''-'''",
  })
  void follow_refusesAsTheMonolithDoes(String id, String other, int status, String error) {
    APIGatewayV2HTTPResponse answer = asAnn("PUT", id, other);

    assertThat(answer.getStatusCode()).isEqualTo(status);
    assertThat(answer.getBody()).isEqualTo("{\"error\":\"" + error + "\"}");
  }

  @Test
  void following_hasTheMonolithsJson() {
    for (String other : List.of("c", "a", "e", "b", "d")) {
      table.put(new Follow("ann", other, Instant.EPOCH), version(1), Origin.LEGACY);
    }

    APIGatewayV2HTTPResponse first = list(FOLLOWING, "ann", Map.of("limit", "2"));
    assertThat(first.getBody()).isEqualTo("{\"items\":[\"a\",\"b\"],\"next\":\"Yg\"}");
    assertThat(first.getHeaders()).containsEntry("Content-Type", "application/json");
    assertThat(list(FOLLOWING, "ann", Map.of("limit", "2", "cursor", "ZA")).getBody())
        .isEqualTo("{\"items\":[\"e\"],\"next\":null}");
    assertThat(list(FOLLOWING, "nobody", Map.of()).getBody())
        .isEqualTo("{\"items\":[],\"next\":null}");
    assertThat(list("GET /users/{id}/followers", "e", Map.of()).getBody())
        .isEqualTo("{\"items\":[\"ann\"],\"next\":null}");
  }

  @ParameterizedTest
  @CsvSource({
    "limit,0,limit must be greater than or equal to 1",
    "limit,201,limit must be less than or equal to 200",
    "limit,many,Failed to convert 'limit' with value: 'many'",
    "cursor,*,malformed cursor",
    "cursor,YTpi,malformed cursor",
    "cursor,'',malformed cursor"
  })
  void following_refusesMalformedInput(String name, String value, String error) {
    APIGatewayV2HTTPResponse answer = list(FOLLOWING, "ann", Map.of(name, value));

    assertThat(answer.getStatusCode()).isEqualTo(400);
    assertThat(answer.getBody()).isEqualTo("{\"error\":\"" + error + "\"}");
  }

  @Test
  void reads_carryTheWatermarkOnceItIsKnown() {
    assertThat(list(FOLLOWING, "ann", Map.of()).getHeaders())
        .doesNotContainKey("X-Banyan-Watermark");

    watermark(version(7));
    var fresh =
        new RelationshipsApiHandler(LocalTables.client(), Requests.SECRET, Clock.systemUTC());

    assertThat(
            fresh
                .handleRequest(
                    Requests.by("ann", FOLLOWING, Map.of("id", "ann"), Map.of()),
                    TestContext.PLENTY)
                .getHeaders())
        .containsEntry("X-Banyan-Watermark", version(7).toString());
  }

  @Test
  void watermark_needsNoToken() {
    var request = Requests.anonymous("GET /banyan/watermarks/relationships", Map.of(), Map.of());

    assertThat(call(request).getBody())
        .isEqualTo("{\"capability\":\"relationships\",\"watermark\":null}");
  }

  @Test
  void everythingElse_needsAToken() {
    APIGatewayV2HTTPResponse answer =
        call(Requests.anonymous(FOLLOWING, Map.of("id", "ann"), Map.of()));

    assertThat(answer.getStatusCode()).isEqualTo(401);
    assertThat(answer.getBody()).isEqualTo("{\"error\":\"a valid bearer token is needed\"}");
    assertThat(answer.getHeaders()).containsEntry("WWW-Authenticate", "Bearer");
  }

  @Test
  void handleRequest_readsARecordedRequest() {
    var recorded = Recorded.event(APIGatewayV2HTTPEvent.class, "http-following.json");

    String answer = Recorded.json(call(recorded));

    assertThat(answer).contains("\"statusCode\":200").contains("\\\"next\\\":null");
  }
}
