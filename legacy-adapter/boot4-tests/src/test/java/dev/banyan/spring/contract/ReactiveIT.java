package dev.banyan.spring.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.events.Event;
import dev.banyan.events.SourceVersion;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

/** The starter inside an application on WebFlux. */
final class ReactiveIT {

  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  private static Stack stack;
  private static ConfigurableApplicationContext context;
  private static Client client;

  @BeforeAll
  static void start() {
    stack = new Stack();
    context =
        stack.run(
            WebApplicationType.REACTIVE,
            ReactiveApplication.class,
            "shop",
            List.of(
                "spring.reactor.context-propagation=auto",
                "banyan.capture.mappings.orders.event=order",
                "banyan.capture.mappings.orders.capability=orders",
                "banyan.capture.mappings.orders.fields=id=_id, customer, status"));
    client = new Client(context);
  }

  @AfterAll
  static void stop() {
    context.close();
    stack.close();
  }

  private static SourceVersion position(HttpResponse<?> response) {
    return SourceVersion.parse(response.headers().firstValue("X-Banyan-Position").orElseThrow());
  }

  @Test
  void write_becomesEvents_andIsAnsweredWithItsPosition() throws Exception {
    SourceVersion put = position(client.send("PUT", "/orders/o-1/new"));
    SourceVersion updated = position(client.send("PUT", "/orders/o-1/paid"));
    SourceVersion deleted = position(client.send("DELETE", "/orders/o-1"));

    assertThat(List.of(put, updated, deleted)).isSorted().doesNotHaveDuplicates();
    Await.until(
        () ->
            assertThat(stack.events())
                .filteredOn(event -> event.subject().equals("o-1"))
                .extracting(Event::type)
                .endsWith("order.deleted"));
    assertThat(stack.events("order.put").get(0).version()).isLessThanOrEqualTo(put);
  }

  @Test
  void write_thatFailsAfterwards_hasItsPosition() throws Exception {
    HttpResponse<String> failed = client.send("POST", "/fail");

    assertThat(failed.statusCode()).isEqualTo(500);
    assertThat(position(failed)).isNotNull();
    assertThat(failed.headers().firstValue("X-Correlation-Id")).isPresent();
  }

  @Test
  void request_thatWroteNothing_hasNoPosition() throws Exception {
    assertThat(client.send("POST", "/idle").headers().firstValue("X-Banyan-Position")).isEmpty();
  }

  @Test
  void correlation_isInTheReactorContextAndInTheMdc() throws Exception {
    for (String path : List.of("/context", "/mdc")) {
      HttpResponse<String> given =
          client.send("GET", path, "X-Correlation-Id", "abc-1", "traceparent", TRACE);

      assertThat(given.headers().firstValue("X-Correlation-Id")).contains("abc-1");
      assertThat(given.body()).isEqualTo("abc-1 " + TRACE);
    }
    assertThat(client.send("GET", "/mdc", "X-Correlation-Id", "not valid!").body())
        .matches("[0-9a-f-]{36} 00-[0-9a-f]{32}-[0-9a-f]{16}-00");
  }

  @Test
  void health_tellsThatTheRelayRuns() {
    Await.until(
        () ->
            assertThat(client.send("GET", "/actuator/health").body())
                .contains("\"banyanCapture\":{", "\"state\":\"RUNNING\""));
  }
}
