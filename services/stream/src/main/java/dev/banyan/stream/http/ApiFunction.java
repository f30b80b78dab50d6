package dev.banyan.stream.http;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.banyan.events.SourceVersion;
import dev.banyan.stream.LogLine;
import dev.banyan.stream.TraceScope;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * A capability's function behind the HTTP API: tokens, trace, watermark and errors are the same for
 * all; the endpoints are the capability's own.
 *
 * <p>The watermark of an answer is read before its data, so that the data is never older than it
 * says. Thread-safe.
 */
public final class ApiFunction {

  /** Position of a write, or of the last change that a read can have missed. */
  public static final String POSITION = "X-Banyan-Position";

  private static final String WATERMARK = "X-Banyan-Watermark";

  private final BearerTokens tokens;
  private final CachedWatermark watermark;
  private final Endpoints endpoints;

  /** The capability's endpoints. */
  @FunctionalInterface
  public interface Endpoints {
    /**
     * Answers a request.
     *
     * @param caller the user id in the token
     * @throws ApiException to end it with an error
     */
    ApiAnswer answer(ApiRequest request, String caller);
  }

  public ApiFunction(BearerTokens tokens, CachedWatermark watermark, Endpoints endpoints) {
    this.tokens = tokens;
    this.watermark = watermark;
    this.endpoints = endpoints;
  }

  public APIGatewayV2HTTPResponse handle(APIGatewayV2HTTPEvent event) {
    ApiRequest request = ApiRequest.of(event);
    try (var scope = TraceScope.open(request.trace())) {
      ApiAnswer answer = answerOrError(request);
      String correlationId = request.trace().correlationId();
      return (correlationId == null ? answer : answer.with("X-Correlation-Id", correlationId))
          .toResponse();
    }
  }

  private ApiAnswer answerOrError(ApiRequest request) {
    try {
      return answer(request);
    } catch (ApiException e) {
      ApiAnswer error = ApiAnswer.error(e.status(), String.valueOf(e.getMessage()));
      return e.status() == 401 ? error.with("WWW-Authenticate", "Bearer") : error;
    } catch (SdkException e) {
      log(request, e);
      return ApiAnswer.error(503, "the database is not reachable");
    } catch (RuntimeException e) {
      log(request, e);
      return ApiAnswer.error(500, "internal error");
    }
  }

  private static void log(ApiRequest request, RuntimeException e) {
    LogLine.warn("request failed")
        .with("route", request.routeKey())
        .with("cause", e.toString())
        .write();
  }

  private ApiAnswer answer(ApiRequest request) {
    if (request.routeKey().equals("GET /banyan/watermarks/" + watermark.capability())) {
      return watermarkAnswer();
    }
    String caller = tokens.subject(request);
    if (!request.routeKey().startsWith("GET ")) {
      return endpoints.answer(request, caller);
    }
    Optional<SourceVersion> before = watermark.get();
    ApiAnswer answer = endpoints.answer(request, caller);
    return before.map(version -> answer.with(WATERMARK, version.toString())).orElse(answer);
  }

  private ApiAnswer watermarkAnswer() {
    var body = JsonNodeFactory.instance.objectNode().put("capability", watermark.capability());
    return ApiAnswer.json(
        200, body.put("watermark", watermark.get().map(SourceVersion::toString).orElse(null)));
  }
}
