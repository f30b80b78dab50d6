package dev.banyan.spring.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banyan.capture.RelayStatus.State;
import dev.banyan.events.Event;
import dev.banyan.events.SourceVersion;
import dev.banyan.spring.RelayLifecycle;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

/** The starter inside an application on Spring MVC. */
final class ServletIT {

  private static final List<String> MAPPINGS =
      List.of(
          "banyan.capture.pre-images=enable",
          "banyan.capture.mappings.follows.event=follow",
          "banyan.capture.mappings.follows.capability=relationships",
          "banyan.capture.mappings.follows.partition-key=follower",
          "banyan.capture.mappings.follows.id={follower}:{followee}",
          "banyan.capture.mappings.follows.fields=follower, followee",
          "banyan.capture.mappings.teams.event=team",
          "banyan.capture.mappings.teams.capability=teams",
          "banyan.capture.mappings.teams.fields=id=_id, name, memberIds",
          "banyan.capture.mappings.books.event=book",
          "banyan.capture.mappings.books.capability=library",
          "banyan.capture.mappings.books.fields=id=_id, title, authorId=author.$id, others");

  private static Stack stack;
  private static ConfigurableApplicationContext context;
  private static Client client;

  @BeforeAll
  static void start() {
    stack = new Stack();
    context = run();
    client = new Client(context);
  }

  @AfterAll
  static void stop() {
    context.close();
    stack.close();
  }

  private static ConfigurableApplicationContext run(String... more) {
    List<String> all = new ArrayList<>(MAPPINGS);
    all.addAll(List.of(more));
    return stack.run(WebApplicationType.SERVLET, ServletApplication.class, "social", all);
  }

  private static SourceVersion position(HttpResponse<?> response) {
    return SourceVersion.parse(response.headers().firstValue("X-Banyan-Position").orElseThrow());
  }

  @Test
  void edge_becomesEvents_andIsAnsweredWithAPositionThatTheRelayPasses() throws Exception {
    SourceVersion put = position(client.send("PUT", "/follows/alice/bob"));
    SourceVersion deleted = position(client.send("DELETE", "/follows/alice/bob"));

    assertThat(deleted).isGreaterThan(put);
    RelayLifecycle relay = context.getBean(RelayLifecycle.class);
    Await.until(() -> assertThat(relay.status().position()).isGreaterThan(deleted));
    assertThat(stack.events())
        .filteredOn(event -> event.subject().equals("alice:bob") || event.subject().equals("alice"))
        .extracting(Event::type)
        .containsExactly("follow.put", "follow.deleted");
    assertThat(relay.status().state()).isEqualTo(State.RUNNING);
  }

  @Test
  void embeddedIds_travelAsAnArrayWithTheWholeState() throws Exception {
    client.send("PUT", "/teams/t-1/alice");
    client.send("PUT", "/teams/t-1/bob");

    Await.until(() -> assertThat(stack.events("team.put")).hasSizeGreaterThanOrEqualTo(2));
    List<Event> events = stack.events("team.put");
    assertThat(events.get(events.size() - 1).data())
        .hasToString("{\"id\":\"t-1\",\"name\":\"Team t-1\",\"memberIds\":[\"alice\",\"bob\"]}");
  }

  @Test
  void dbRefs_travelByTheirIds() throws Exception {
    client.send("POST", "/books/b-1");

    Await.until(() -> assertThat(stack.events("book.put")).isNotEmpty());
    assertThat(stack.events("book.put").get(0).data())
        .hasToString(
            "{\"id\":\"b-1\",\"title\":\"On figs\",\"authorId\":\"a-1\",\"others\":["
                + "{\"$ref\":\"authors\",\"$id\":\"a-1\"},{\"$ref\":\"authors\",\"$id\":\"a-2\"}]}");
  }

  @Test
  void write_thatCommitsItsResponseEarlyOrFails_hasItsPosition() throws Exception {
    assertThat(position(client.send("POST", "/stream"))).isNotNull();
    HttpResponse<String> refused = client.send("POST", "/refuse");
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(position(refused)).isNotNull();
  }

  @Test
  void request_thatWroteNothing_hasNoPosition() throws Exception {
    assertThat(client.send("POST", "/idle").headers().firstValue("X-Banyan-Position")).isEmpty();
    assertThat(client.send("GET", "/mdc").headers().firstValue("X-Banyan-Position")).isEmpty();
  }

  @Test
  void correlation_isTakenOrMade() throws Exception {
    String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    HttpResponse<String> given =
        client.send("GET", "/mdc", "X-Correlation-Id", "abc-1", "traceparent", trace);
    HttpResponse<String> made =
        client.send("GET", "/mdc", "X-Correlation-Id", "x".repeat(129), "traceparent", "00-1");

    assertThat(given.headers().firstValue("X-Correlation-Id")).contains("abc-1");
    assertThat(given.body()).contains("\"abc-1\"", trace);
    assertThat(made.headers().firstValue("X-Correlation-Id").orElseThrow()).hasSize(36);
    assertThat(made.body()).containsPattern("00-[0-9a-f]{32}-[0-9a-f]{16}-00");
  }

  @Test
  void health_tellsPositionLagAndLease() {
    Await.until(
        () ->
            assertThat(client.send("GET", "/actuator/health").body())
                .contains("\"banyanCapture\":{", "\"state\":\"RUNNING\"", "\"lease\":\"held\"")
                .contains(
                    "\"position\":\"",
                    "\"lagMillis\":",
                    "\"deadLetters\":0",
                    "\"breaker\":\"CLOSED\""));
  }

  @Test
  void health_withAStreamThatRefuses_isDownWithTheRemedy_andTheApplicationRuns() throws Exception {
    try (ConfigurableApplicationContext other =
        stack.run(
            WebApplicationType.SERVLET,
            ServletApplication.class,
            "elsewhere",
            List.of(
                "banyan.capture.stream=absent",
                "banyan.capture.close-timeout=1s",
                "banyan.capture.mappings.teams.event=team",
                "banyan.capture.mappings.teams.capability=teams",
                "banyan.capture.mappings.teams.fields=id=_id"))) {
      Client caller = new Client(other);
      assertThat(caller.send("PUT", "/teams/t-1/alice").statusCode()).isEqualTo(200);
      Await.until(
          () -> {
            HttpResponse<String> health = caller.send("GET", "/actuator/health");
            assertThat(health.statusCode()).isEqualTo(503);
            assertThat(health.body())
                .contains("\"publisher\":\"REFUSED\"", "'absent'", "does not exist");
          });
    }
  }

  @Test
  void start_withAnUnknownKey_namesTheNearest() {
    assertThatThrownBy(() -> run("banyan.capture.heartbeat-intervall=2s"))
        .hasMessageContainingAll(
            "'banyan.capture.heartbeat-intervall'", "'banyan.capture.heartbeat-interval'");
    assertThatThrownBy(() -> run("banyan.capture.mappings.posts.evnt=post"))
        .hasMessageContaining("'banyan.capture.mappings.posts.event'");
  }

  @Test
  void start_withAMappingThatCannotWork_saysWhy() {
    assertThatThrownBy(
            () ->
                stack.run(
                    WebApplicationType.SERVLET,
                    ServletApplication.class,
                    "social",
                    List.of(
                        "banyan.capture.mappings.posts.event=post",
                        "banyan.capture.mappings.posts.capability=feed",
                        "banyan.capture.mappings.posts.partition-key=author",
                        "banyan.capture.mappings.posts.fields=author")))
        .rootCause()
        .hasMessageContainingAll("posts", "[author]", "pre-images: enable");
    assertThatThrownBy(() -> run("banyan.capture.mappings.posts.event=post"))
        .rootCause()
        .hasMessageContaining("capability of posts");
  }

  @Test
  void start_withoutMappings_saysWhatToWrite() {
    assertThatThrownBy(
            () ->
                stack.run(
                    WebApplicationType.SERVLET, ServletApplication.class, "social", List.of()))
        .rootCause()
        .hasMessageContainingAll("nothing to capture", "banyan.capture.mappings.orders.event");
  }

  @Test
  void start_disabled_hasNoRelayButPositions() throws Exception {
    try (ConfigurableApplicationContext other = run("banyan.capture.enabled=false")) {
      assertThat(other.getBeanNamesForType(RelayLifecycle.class)).isEmpty();
      assertThat(position(new Client(other).send("PUT", "/follows/carol/dan"))).isNotNull();
    }
  }
}
