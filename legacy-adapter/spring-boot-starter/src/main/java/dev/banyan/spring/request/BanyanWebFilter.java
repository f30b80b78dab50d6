package dev.banyan.spring.request;

import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * {@link BanyanFilter} for WebFlux. Correlation id and trace context are in the reactor context
 * ({@code correlationId}, {@code traceparent}) and in exchange attributes of the same names. They
 * are in the MDC too where Reactor restores thread locals: {@code
 * spring.reactor.context-propagation=auto}.
 */
final class BanyanWebFilter implements WebFilter, Ordered {

  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE + 10; // before security, so that refusals are correlated too
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    HttpHeaders headers = exchange.getRequest().getHeaders();
    Correlation correlation =
        Correlation.of( // getValuesAsList has one signature in Spring 6 and 7, others do not
            headers.getValuesAsList(Correlation.ID_HEADER),
            headers.getValuesAsList(Correlation.TRACE_HEADER));
    exchange.getAttributes().put(Correlation.ID_KEY, correlation.id());
    exchange.getAttributes().put(Correlation.TRACE_KEY, correlation.traceparent());
    exchange.getResponse().getHeaders().set(Correlation.ID_HEADER, correlation.id());
    RequestWrites writes = new RequestWrites();
    if (!Positions.safe(exchange.getRequest().getMethod().name())) {
      exchange.getResponse().beforeCommit(() -> setPosition(exchange.getResponse(), writes));
    }
    return chain.filter(exchange).contextWrite(context -> with(context, correlation, writes));
  }

  private static Mono<Void> setPosition(ServerHttpResponse response, RequestWrites writes) {
    return Mono.fromRunnable(
        () ->
            writes
                .position()
                .ifPresent(p -> response.getHeaders().set(Positions.HEADER, p.toString())));
  }

  private static Context with(Context context, Correlation correlation, RequestWrites writes) {
    return context
        .put(Correlation.ID_KEY, correlation.id())
        .put(Correlation.TRACE_KEY, correlation.traceparent())
        .put(RequestWrites.class.getName(), writes);
  }
}
