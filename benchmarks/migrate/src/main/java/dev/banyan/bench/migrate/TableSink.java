package dev.banyan.bench.migrate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.banyan.bench.Worker;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.LongAdder;

/**
 * A DynamoDB endpoint that acknowledges every write at once and keeps nothing but counts, in a
 * process of its own: {@code start}, {@code reset}, {@code stats}; {@code keep} makes it keep what
 * {@code BatchWriteItem} brings, and answer reads.
 */
public final class TableSink {

  private static final String JSON = "application/x-amz-json-1.0";
  private static final byte[] PUT = "\"PutRequest\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] STATEMENT = "\"Statement\"".getBytes(StandardCharsets.US_ASCII);
  private static final Buffer EMPTY = Buffer.buffer("{}");
  private static final Buffer BATCH = Buffer.buffer("{\"UnprocessedItems\":{}}");
  private static final Buffer TABLE =
      Buffer.buffer(
          "{\"Table\":{\"TableName\":\"bench\",\"TableStatus\":\"ACTIVE\",\"ItemCount\":0,\"KeySchema\":[{\"AttributeName\":\"pk\",\"KeyType\":\"HASH\"}],\"AttributeDefinitions\":[{\"AttributeName\":\"pk\",\"AttributeType\":\"S\"}],\"BillingModeSummary\":{\"BillingMode\":\"PAY_PER_REQUEST\"}}}");
  private static final Buffer NOTHING_FOUND =
      Buffer.buffer("{\"Items\":[],\"Count\":0,\"ScannedCount\":0}");

  private final MemoryTable table = new MemoryTable();
  private volatile boolean keeping;
  private final LongAdder items = new LongAdder();
  private final LongAdder requests = new LongAdder();
  private final LongAdder bytes = new LongAdder();

  private TableSink() {}

  /** Serves until the parent has gone. */
  public static void main(String[] args) {
    TableSink sink = new TableSink();
    Worker.serve((operation, request, answer) -> sink.handle(operation, request, answer));
  }

  private void handle(String operation, JsonNode request, ObjectNode answer) {
    switch (operation) {
      case "start" -> answer.put("uri", "http://127.0.0.1:" + listen());
      case "keep" -> keeping = true;
      case "reset" -> {
        keeping = false;
        table.clear();
        items.reset();
        requests.reset();
        bytes.reset();
      }
      case "stats" ->
          answer
              .put("items", items.sum())
              .put("requests", requests.sum())
              .put("bytes", bytes.sum());
      default -> throw new IllegalArgumentException("unknown operation " + operation);
    }
  }

  private int listen() {
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2).setWorkerPoolSize(1));
    HttpServer server =
        vertx
            .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
            .requestHandler(request -> request.body().onSuccess(body -> answer(request, body)));
    return Future.await(server.listen()).actualPort();
  }

  private void answer(HttpServerRequest request, Buffer body) {
    String target = String.valueOf(request.getHeader("X-Amz-Target"));
    Buffer answer =
        switch (target.substring(target.indexOf('.') + 1)) {
          case "BatchWriteItem" -> batch(body);
          case "PutItem" -> written(body, 1, EMPTY);
          case "BatchExecuteStatement" -> executed(body);
          case "DescribeTable" -> TABLE;
          case "BatchGetItem" -> table.get(body.getBytes());
          case "Scan" -> keeping ? scan(body.toJsonObject()) : NOTHING_FOUND;
          case "Query" -> NOTHING_FOUND;
          default -> EMPTY;
        };
    request.response().putHeader("Content-Type", JSON).end(answer);
  }

  private Buffer batch(Buffer body) {
    if (keeping) {
      table.write(body.getBytes());
    }
    return written(body, count(body, PUT), BATCH);
  }

  private Buffer scan(JsonObject request) {
    JsonObject after = request.getJsonObject("ExclusiveStartKey");
    return table.scan(
        request.getInteger("Segment", 0),
        request.getInteger("TotalSegments", 1),
        request.getInteger("Limit", Integer.MAX_VALUE),
        after == null ? null : after.getJsonObject("pk").getString("S"),
        request.containsKey("ProjectionExpression"));
  }

  private Buffer executed(Buffer body) {
    int statements = count(body, STATEMENT);
    String answers = "{\"TableName\":\"bench\"},".repeat(statements);
    String list = answers.substring(0, Math.max(0, answers.length() - 1));
    return written(body, statements, Buffer.buffer("{\"Responses\":[" + list + "]}"));
  }

  private Buffer written(Buffer body, int count, Buffer answer) {
    requests.increment();
    items.add(count);
    bytes.add(body.length());
    return answer;
  }

  private static int count(Buffer body, byte[] name) {
    byte[] bytes = body.getBytes();
    int found = 0;
    for (int at = 0; at + name.length <= bytes.length; at++) {
      if (bytes[at] == '"' && matches(bytes, at, name)) {
        found++;
        at += name.length - 1;
      }
    }
    return found;
  }

  private static boolean matches(byte[] bytes, int at, byte[] name) {
    for (int i = 1; i < name.length; i++) {
      if (bytes[at + i] != name[i]) {
        return false;
      }
    }
    return true;
  }
}
