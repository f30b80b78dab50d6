package dev.banyan.spring.request;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.slf4j.MDC;
import org.springframework.core.Ordered;

/**
 * Gives every request a correlation id and a trace context, and answers writes with their position.
 *
 * <p>Both are in the MDC ({@code correlationId}, {@code traceparent}) and in request attributes of
 * the same names. Events from the outbox carry them; a bare change stream cannot.
 */
final class BanyanFilter implements Filter, Ordered {

  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE + 10; // before security, so that refusals are correlated too
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request instanceof HttpServletRequest http && response instanceof HttpServletResponse to) {
      filter(http, to, chain);
    } else {
      chain.doFilter(request, response);
    }
  }

  private static void filter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Correlation correlation =
        Correlation.of(
            values(request, Correlation.ID_HEADER), values(request, Correlation.TRACE_HEADER));
    request.setAttribute(Correlation.ID_KEY, correlation.id());
    request.setAttribute(Correlation.TRACE_KEY, correlation.traceparent());
    response.setHeader(Correlation.ID_HEADER, correlation.id());
    try (MDC.MDCCloseable id = MDC.putCloseable(Correlation.ID_KEY, correlation.id());
        MDC.MDCCloseable trace =
            MDC.putCloseable(Correlation.TRACE_KEY, correlation.traceparent())) {
      if (Positions.safe(request.getMethod())) {
        chain.doFilter(request, response);
      } else {
        write(request, new PositionResponse(response), chain);
      }
    }
  }

  private static void write(
      HttpServletRequest request, PositionResponse response, FilterChain chain)
      throws IOException, ServletException {
    RequestWrites.setCurrent(response.writes());
    try {
      chain.doFilter(request, response);
      response.setPosition();
    } finally {
      RequestWrites.setCurrent(null);
    }
  }

  private static List<String> values(HttpServletRequest request, String header) {
    return Collections.list(request.getHeaders(header));
  }
}
