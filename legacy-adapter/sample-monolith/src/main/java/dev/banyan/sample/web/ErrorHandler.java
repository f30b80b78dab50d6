package dev.banyan.sample.web;

import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Turns every failure into {@code {"error": "…"}}. */
@RestControllerAdvice
class ErrorHandler extends ResponseEntityExceptionHandler {

  private static final Logger LOG = LoggerFactory.getLogger(ErrorHandler.class);

  @ExceptionHandler(DataAccessResourceFailureException.class)
  ResponseEntity<Object> databaseAway(DataAccessResourceFailureException e) {
    LOG.warn("MongoDB is not reachable: {}", e.getMessage());
    return error(HttpStatus.SERVICE_UNAVAILABLE, "the database is not reachable");
  }

  @ExceptionHandler(Exception.class)
  ResponseEntity<Object> unexpected(Exception e) {
    LOG.error("Request failed", e);
    return error(HttpStatus.INTERNAL_SERVER_ERROR, "internal error");
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleMethodArgumentNotValid(
      MethodArgumentNotValidException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return error(
        status,
        e.getFieldErrors().stream()
            .map(field -> field.getField() + " " + field.getDefaultMessage())
            .sorted()
            .collect(Collectors.joining("; ")));
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleHandlerMethodValidationException(
      HandlerMethodValidationException e,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    return error(
        status,
        e.getParameterValidationResults().stream()
            .flatMap(
                result ->
                    result.getResolvableErrors().stream()
                        .map(
                            error ->
                                result.getMethodParameter().getParameterName()
                                    + " "
                                    + error.getDefaultMessage()))
            .sorted()
            .collect(Collectors.joining("; ")));
  }

  @Override
  protected ResponseEntity<Object> createResponseEntity(
      @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
    String detail = body instanceof ProblemDetail problem ? problem.getDetail() : null;
    return ResponseEntity.status(status)
        .headers(headers)
        .body(Map.of("error", detail == null ? "bad request" : detail));
  }

  private static ResponseEntity<Object> error(HttpStatusCode status, String message) {
    return ResponseEntity.status(status).body(Map.of("error", message));
  }
}
