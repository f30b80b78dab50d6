package dev.banyan.localcloud.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns HTTP requests into {@link AwsCall}s, and what the service says into HTTP answers. */
final class RequestHandler implements Handler<HttpServerRequest> {

  private static final Logger log = LoggerFactory.getLogger(RequestHandler.class);

  private final AwsServerConfig config;
  private final AwsService service;

  RequestHandler(AwsServerConfig config, AwsService service) {
    this.config = config;
    this.service = service;
  }

  @Override
  public void handle(HttpServerRequest request) {
    Buffer body = Buffer.buffer();
    request.handler(
        chunk -> {
          if (body.length() + chunk.length() > config.maxBodyBytes()) {
            refuse(request);
          } else {
            body.appendBuffer(chunk);
          }
        });
    request.endHandler(end -> answer(request, body.getBytes()));
    request.exceptionHandler(gone -> log.debug("a client went away", gone));
  }

  private void refuse(HttpServerRequest request) {
    request.handler(ignored -> {}).endHandler(ignored -> {});
    if (!request.response().ended()) {
      WireFormat format = WireFormat.of(request.getHeader("Content-Type"));
      String message = "Request size exceeded " + config.maxBodyBytes() + " bytes";
      send(request, format, AwsException.client("RequestEntityTooLargeException", message));
    }
  }

  private void answer(HttpServerRequest request, byte[] body) {
    ControlPage page = config.pages().get(request.path());
    if (page != null) {
      control(request, page, body);
      return;
    }
    Context context = Vertx.currentContext();
    WireFormat format = WireFormat.of(request.getHeader("Content-Type"));
    call(request, format, body)
        .whenComplete(
            (answer, error) ->
                context.runOnContext(ignored -> finish(request, format, answer, error)));
  }

  private CompletionStage<AwsAnswer> call(
      HttpServerRequest request, WireFormat format, byte[] body) {
    try {
      String action = action(request.getHeader("X-Amz-Target"));
      return service.answer(new AwsCall(action, format.read(body), format));
    } catch (RuntimeException e) {
      return java.util.concurrent.CompletableFuture.failedStage(e);
    }
  }

  private String action(@Nullable String target) {
    String prefix = config.targetPrefix() + ".";
    if (target == null || !target.startsWith(prefix)) {
      throw AwsException.client("UnknownOperationException", "no operation of " + config.name());
    }
    return target.substring(prefix.length());
  }

  private void finish(
      HttpServerRequest request,
      WireFormat format,
      @Nullable AwsAnswer answer,
      @Nullable Throwable error) {
    if (answer instanceof AwsAnswer.Done done) {
      send(request, format, 200, done.body());
    } else if (answer instanceof AwsAnswer.Failed failed) {
      send(request, format, failed.error());
    } else if (answer instanceof AwsAnswer.Dropped) {
      request.connection().close();
    } else {
      send(request, format, asAws(error));
    }
  }

  private AwsException asAws(@Nullable Throwable error) {
    Throwable cause = error instanceof CompletionException ? error.getCause() : error;
    if (cause instanceof AwsException expected) {
      return expected;
    }
    log.error("{} failed; this is a defect of the stand-in", config.name(), cause);
    return AwsException.internalFailure();
  }

  private static void send(HttpServerRequest request, WireFormat format, AwsException error) {
    JsonNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("__type", error.type())
            .put("message", error.getMessage());
    send(request, format, error.status(), body);
  }

  private static void send(
      HttpServerRequest request, WireFormat format, int status, JsonNode body) {
    HttpServerResponse response = request.response();
    if (response.closed() || response.ended()) {
      return;
    }
    response
        .setStatusCode(status)
        .putHeader("Content-Type", format.contentType())
        .putHeader("x-amzn-RequestId", UUID.randomUUID().toString())
        .end(Buffer.buffer(format.write(body)));
  }

  private static void control(HttpServerRequest request, ControlPage page, byte[] body) {
    try {
      boolean change = request.method().equals(HttpMethod.POST);
      JsonNode shown = change ? page.change(WireFormat.JSON_1_0.read(body)) : page.show();
      send(request, 200, shown);
    } catch (AwsException | IllegalArgumentException e) {
      JsonNode error = JsonNodeFactory.instance.objectNode().put("error", e.getMessage());
      send(request, 400, error);
    }
  }

  private static void send(HttpServerRequest request, int status, JsonNode body) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .end(Buffer.buffer(WireFormat.JSON_1_0.write(body)));
  }
}
