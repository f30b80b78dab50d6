package dev.banyan.spring.contract;

import org.slf4j.MDC;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;
import org.springframework.data.annotation.Id;
import org.springframework.data.mongodb.core.mapping.Document;
import org.springframework.data.mongodb.repository.ReactiveMongoRepository;
import org.springframework.data.mongodb.repository.config.EnableReactiveMongoRepositories;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** WebFlux and reactive repositories. */
@SpringBootApplication
@ComponentScan(
    excludeFilters = @Filter(type = FilterType.REGEX, pattern = ".*contract\\.Servlet.*"))
@EnableReactiveMongoRepositories(considerNestedRepositories = true)
class ReactiveApplication {

  @Document("orders")
  record Order(@Id String id, String customer, String status) {}

  interface Orders extends ReactiveMongoRepository<Order, String> {}

  @RestController
  record ReactiveApi(Orders orders) {

    @PutMapping("/orders/{id}/{status}")
    Mono<Order> put(@PathVariable("id") String id, @PathVariable("status") String status) {
      return orders.save(new Order(id, "c-1", status));
    }

    @DeleteMapping("/orders/{id}")
    Mono<Void> delete(@PathVariable("id") String id) {
      return orders.deleteById(id);
    }

    @PostMapping("/idle")
    Mono<String> idle() {
      return orders.count().map(String::valueOf);
    }

    @PostMapping("/fail")
    Mono<String> fail() {
      return orders
          .save(new Order("failed", "c-1", "new"))
          .then(Mono.error(new IllegalStateException("as the test wants it")));
    }

    @GetMapping("/mdc")
    Mono<String> mdc() {
      return Mono.fromSupplier(() -> MDC.get("correlationId") + " " + MDC.get("traceparent"))
          .subscribeOn(Schedulers.parallel());
    }

    @GetMapping("/context")
    Mono<String> context() {
      return Mono.deferContextual(
          view -> Mono.just(view.get("correlationId") + " " + view.get("traceparent")));
    }
  }
}
