package dev.banyan.jobs.backfill.copy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/**
 * A DynamoDB that keeps keys {@code k}, and misbehaves as it is told, one request after the other.
 */
final class ScriptedDynamo implements AutoCloseable {

  /** What goes wrong with a request. */
  enum Trouble {
    THROTTLED_REQUEST,
    THROTTLED_HALF,
    SERVER_ERROR,
    DROPPED,
    EXPIRED
  }

  final Map<String, Integer> writes = new ConcurrentHashMap<>();
  final Queue<Trouble> script = new ConcurrentLinkedQueue<>();
  volatile boolean gone;
  volatile boolean expired;
  volatile String poison = "";
  volatile String message = "m";
  private final HttpServer server;

  ScriptedDynamo() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(
        Executors.newCachedThreadPool(
            work -> {
              Thread thread = new Thread(work);
              thread.setDaemon(true);
              return thread;
            }));
    server.createContext("/", this::handle);
    server.start();
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void handle(HttpExchange call) throws IOException {
    String body = new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    if (gone) {
      error(call, 400, "ResourceNotFoundException");
      return;
    }
    if (expired) {
      error(call, 400, "ExpiredTokenException");
      return;
    }
    if (!poison.isEmpty() && body.contains(poison)) {
      error(call, 400, "ValidationException");
      return;
    }
    Trouble trouble = script.poll();
    if (trouble == Trouble.DROPPED) {
      call.close();
    } else if (trouble == Trouble.SERVER_ERROR) {
      error(call, 500, "InternalServerError");
    } else if (trouble == Trouble.EXPIRED) {
      error(call, 400, "ExpiredTokenException");
    } else if (trouble == Trouble.THROTTLED_REQUEST) {
      error(call, 400, "ThrottlingException");
    } else {
      settle(call, BsonDocument.parse(body), trouble == Trouble.THROTTLED_HALF);
    }
  }

  private void settle(HttpExchange call, BsonDocument body, boolean half) throws IOException {
    if (body.containsKey("RequestItems")) {
      BsonArray left = new BsonArray();
      String table = body.getDocument("RequestItems").getFirstKey();
      int i = 0;
      for (BsonValue put : body.getDocument("RequestItems").getArray(table)) {
        if (half && i++ % 2 == 0) {
          left.add(put);
        } else {
          BsonDocument item = put.asDocument().getDocument("PutRequest").getDocument("Item");
          writes.merge(item.getDocument("k").getString("S").getValue(), 1, Integer::sum);
        }
      }
      BsonDocument unprocessed =
          left.isEmpty() ? new BsonDocument() : new BsonDocument(table, left);
      answer(call, 200, "{\"UnprocessedItems\":" + unprocessed.toJson().replace("{ }", "{}") + "}");
    } else {
      StringBuilder answers = new StringBuilder();
      int i = 0;
      for (BsonValue statement : body.getArray("Statements")) {
        String key =
            statement
                .asDocument()
                .getArray("Parameters")
                .get(0)
                .asDocument()
                .getString("S")
                .getValue();
        answers.append(answers.isEmpty() ? "" : ",");
        if (half && i++ % 2 == 0) {
          answers.append("{\"Error\":{\"Code\":\"ThrottlingError\",\"Message\":\"m\"}}");
        } else if (writes.putIfAbsent(key, 1) != null) {
          answers.append("{\"Error\":{\"Code\":\"DuplicateItem\",\"Message\":\"m\"}}");
        } else {
          answers.append("{\"TableName\":\"t\"}");
        }
      }
      answer(call, 200, "{\"Responses\":[" + answers + "]}");
    }
  }

  private void error(HttpExchange call, int status, String type) throws IOException {
    answer(
        call,
        status,
        "{\"__type\":\"com.amazonaws.dynamodb.v20120810#"
            + type
            + "\",\"message\":\""
            + message
            + "\"}");
  }

  private static void answer(HttpExchange call, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    call.sendResponseHeaders(status, bytes.length);
    call.getResponseBody().write(bytes);
    call.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
