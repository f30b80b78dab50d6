package dev.banyan.spring.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.banyan.events.Event;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.transaction.IllegalTransactionStateException;

/** The outbox inside Spring's transactions, blocking and reactive. */
final class OutboxIT {

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
            OutboxApplication.class,
            "billing",
            List.of(
                "spring.reactor.context-propagation=auto",
                "banyan.capture.outbox=auto",
                "banyan.capture.mapping-file=classpath:banyan-mapping.yaml"));
    client = new Client(context);
  }

  @AfterAll
  static void stop() {
    context.close();
    stack.close();
  }

  @Test
  void event_isPublishedWithItsRequest_onlyIfTheStateIsCommitted() throws Exception {
    assumeThat(stack.hello())
        .as("the embedded MongoDB has sessions and transactions")
        .containsKey("logicalSessionTimeoutMinutes");
    for (String path : List.of("/invoices/", "/reactive-invoices/")) {
      String id = path.substring(1, 3);
      client.send("POST", path + id + "-lost?fail=true");
      client.send(
          "POST",
          path + id + "-kept?fail=false",
          "X-Correlation-Id",
          "request-7",
          "traceparent",
          TRACE);
    }

    Await.until(
        () ->
            assertThat(stack.events("invoice.put"))
                .extracting(Event::subject)
                .containsExactlyInAnyOrder("in-kept", "re-kept"));
    assertThat(stack.events("invoice.put"))
        .extracting(Event::trace)
        .containsOnly(new Event.Trace("request-7", TRACE));
  }

  @Test
  void event_withoutATransaction_isRefusedWithTheRemedy() {
    assertThatThrownBy(() -> context.getBean(OutboxApplication.OutboxApi.class).without())
        .isInstanceOf(IllegalTransactionStateException.class)
        .hasMessageContainingAll("@Transactional", "MongoTransactionManager");
  }

  @Test
  void mappingFile_isReadBesideTheOutbox() {
    context
        .getBean(org.springframework.data.mongodb.core.MongoTemplate.class)
        .insert(new org.bson.Document("_id", "o-1").append("status", "new"), "orders");

    Await.until(() -> assertThat(stack.events("order.put")).hasSize(1));
  }

  @Test
  void start_withAWrongMappingFile_namesItsPlace() {
    assertThatThrownBy(
            () ->
                stack.run(
                    WebApplicationType.REACTIVE,
                    OutboxApplication.class,
                    "billing",
                    List.of("banyan.capture.mapping-file=classpath:wrong-mapping.yaml")))
        .rootCause()
        .hasMessageContainingAll("wrong-mapping.yaml:5:9", "feilds", "fields");
  }
}
