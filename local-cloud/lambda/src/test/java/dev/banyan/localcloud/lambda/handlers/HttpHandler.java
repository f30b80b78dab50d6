package dev.banyan.localcloud.lambda.handlers;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.List;
import java.util.Map;

/** Answers by the last segment of the path. */
public final class HttpHandler implements RequestHandler<Map<String, Object>, Object> {

  @Override
  public Object handleRequest(Map<String, Object> event, Context context) {
    String path = (String) event.get("rawPath");
    return switch (path.substring(path.lastIndexOf('/') + 1)) {
      case "event" -> event;
      case "echo" -> echo(event);
      case "cookies" ->
          Map.of("statusCode", 201, "cookies", List.of("a=1", "b=2"), "body", "created");
      case "context" ->
          Map.of(
              "name", context.getFunctionName(),
              "memory", context.getMemoryLimitInMB(),
              "variable", System.getenv("GREETING"),
              "endpoint", String.valueOf(System.getenv("AWS_ENDPOINT_URL_KINESIS")));
      case "throw" -> throw new IllegalStateException("on purpose");
      case "exit" -> {
        Runtime.getRuntime().halt(3);
        yield "";
      }
      case "sleep" -> sleep();
      default -> "plain";
    };
  }

  private static Object echo(Map<String, Object> event) {
    return Map.of(
        "statusCode", 200,
        "headers", Map.of("Content-Type", "application/octet-stream"),
        "body", event.get("body"),
        "isBase64Encoded", event.get("isBase64Encoded"));
  }

  private static Object sleep() {
    try {
      return new java.util.concurrent.CountDownLatch(1)
          .await(20, java.util.concurrent.TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
