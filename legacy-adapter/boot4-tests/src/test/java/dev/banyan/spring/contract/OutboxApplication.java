package dev.banyan.spring.contract;

import dev.banyan.capture.outbox.OutboxEvent;
import dev.banyan.spring.outbox.ReactiveSpringOutbox;
import dev.banyan.spring.outbox.SpringOutbox;
import java.util.Map;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.MongoTransactionManager;
import org.springframework.data.mongodb.ReactiveMongoDatabaseFactory;
import org.springframework.data.mongodb.ReactiveMongoTransactionManager;
import org.springframework.data.mongodb.core.MongoTemplate;
import org.springframework.data.mongodb.core.ReactiveMongoTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** States its events itself, in the transaction that writes the state. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(OutboxApplication.OutboxApi.class)
class OutboxApplication {

  @Bean
  MongoTransactionManager transactions(MongoDatabaseFactory factory) {
    return new MongoTransactionManager(factory);
  }

  @Bean
  ReactiveMongoTransactionManager reactiveTransactions(ReactiveMongoDatabaseFactory factory) {
    return new ReactiveMongoTransactionManager(factory);
  }

  @RestController
  static class OutboxApi {

    private final SpringOutbox outbox;
    private final ReactiveSpringOutbox reactiveOutbox;
    private final MongoTemplate template;
    private final ReactiveMongoTemplate reactiveTemplate;
    private final TransactionTemplate transaction;
    private final TransactionalOperator reactiveTransaction;

    OutboxApi(
        SpringOutbox outbox,
        ReactiveSpringOutbox reactiveOutbox,
        MongoTemplate template,
        ReactiveMongoTemplate reactiveTemplate,
        MongoTransactionManager transactions,
        ReactiveMongoTransactionManager reactiveTransactions) {
      this.outbox = outbox;
      this.reactiveOutbox = reactiveOutbox;
      this.template = template;
      this.reactiveTemplate = reactiveTemplate;
      this.transaction = new TransactionTemplate((PlatformTransactionManager) transactions);
      this.reactiveTransaction = TransactionalOperator.create(reactiveTransactions);
    }

    private static OutboxEvent event(String id) {
      return OutboxEvent.of("invoice.put", id, id, Map.of("id", id));
    }

    @PostMapping("/invoices/{id}")
    String post(@PathVariable("id") String id, @RequestParam("fail") boolean fail) {
      transaction.executeWithoutResult(
          status -> {
            template.insert(new org.bson.Document("_id", id), "invoices");
            outbox.publish(event(id));
            if (fail) {
              status.setRollbackOnly();
            }
          });
      return id;
    }

    @PostMapping("/reactive-invoices/{id}")
    Mono<String> reactive(@PathVariable("id") String id, @RequestParam("fail") boolean fail) {
      return reactiveTransaction
          .execute(
              status ->
                  reactiveTemplate
                      .insert(new org.bson.Document("_id", id), "invoices")
                      .then(reactiveOutbox.publish(event(id)))
                      .then(
                          Mono.fromRunnable(
                              () -> {
                                if (fail) {
                                  status.setRollbackOnly();
                                }
                              })))
          .then(Mono.just(id));
    }

    @PostMapping("/without")
    void without() {
      outbox.publish(event("x"));
    }
  }
}
