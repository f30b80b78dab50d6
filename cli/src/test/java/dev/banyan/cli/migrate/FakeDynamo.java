package dev.banyan.cli.migrate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A DynamoDB with one table, whose partition key is {@code pk}: remembers what was inserted, gives
 * every key that is asked for an item of nothing but a version, and refuses credentials that have
 * expired.
 */
public final class FakeDynamo implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(4);
  private final Set<String> inserted = ConcurrentHashMap.newKeySet();
  private final Set<String> expired = ConcurrentHashMap.newKeySet();
  private final AtomicInteger writes = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private volatile String expiring = "";
  private volatile int after;

  /** Starts it. */
  public FakeDynamo() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  /** For {@code --aws-endpoint}. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** An access key expires behind so many writes of all. */
  void expire(String accessKey, int afterWrites) {
    expiring = accessKey;
    after = afterWrites;
  }

  /** Distinct items. */
  int inserted() {
    return inserted.size();
  }

  int writes() {
    return writes.get();
  }

  /** Requests whose credentials had expired. */
  int refused() {
    return refused.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode request = JSON.readTree(exchange.getRequestBody().readAllBytes());
      String target = exchange.getRequestHeaders().getFirst("x-amz-target");
      String operation = target.substring(target.indexOf('.') + 1);
      String by = exchange.getRequestHeaders().getFirst("Authorization");
      if (expired.stream().anyMatch(key -> by.contains("Credential=" + key + "/"))) {
        refused.incrementAndGet();
        send(
            exchange,
            400,
            JSON.createObjectNode()
                .put("__type", "com.amazon.coral.service#ExpiredTokenException")
                .put("message", "The security token included in the request is expired"));
        return;
      }
      send(exchange, 200, answered(operation, request));
    }
  }

  private ObjectNode answered(String operation, JsonNode request) throws IOException {
    return switch (operation) {
      case "DescribeTable" -> (ObjectNode) JSON.readTree(TABLE);
      case "BatchExecuteStatement" -> insert(request.get("Statements"));
      case "BatchGetItem" -> get(request.get("RequestItems"));
      default -> throw new IOException("nobody asks for " + operation);
    };
  }

  private static final String TABLE =
      """
      {"Table": {"TableName": "docs", "TableStatus": "ACTIVE", "TableId": "1",
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}]}}
      """;

  private ObjectNode insert(JsonNode statements) {
    if (writes.incrementAndGet() == after) {
      expired.add(expiring);
    }
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode responses = answer.putArray("Responses");
    for (JsonNode statement : statements) {
      ObjectNode response = responses.addObject().put("TableName", "docs");
      if (!inserted.add(statement.get("Parameters").get(0).toString())) {
        response.putObject("Error").put("Code", "DuplicateItem").put("Message", "it is there");
      }
    }
    return answer;
  }

  private static ObjectNode get(JsonNode tables) {
    ObjectNode answer = JSON.createObjectNode();
    ObjectNode responses = answer.putObject("Responses");
    tables
        .fields()
        .forEachRemaining(
            table -> {
              ArrayNode items = responses.putArray(table.getKey());
              for (JsonNode key : table.getValue().get("Keys")) {
                ObjectNode item = key.deepCopy();
                item.putObject("v").put("S", dev.banyan.events.SourceVersion.LOWEST.toString());
                items.add(item);
              }
            });
    answer.putObject("UnprocessedKeys");
    return answer;
  }

  private static void send(HttpExchange exchange, int status, ObjectNode answer)
      throws IOException {
    byte[] body = JSON.writeValueAsBytes(answer);
    exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.0");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
