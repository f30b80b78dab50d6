package dev.banyan.proxy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Starts a proxy without AWS, sends it a request and ends, so that {@code
 * -XX:ArchiveClassesAtExit=proxy.jsa} has seen what a start and a request load. One small server
 * stands for both sides and for DynamoDB, whose every table is empty.
 */
public final class ArchiveTraining {

  private static final int ANSWER_MILLIS = 10_000;
  private static final byte[] NO_ITEMS =
      "{\"Items\":[],\"Count\":0,\"ScannedCount\":0}".getBytes(StandardCharsets.US_ASCII);

  private ArchiveTraining() {}

  /**
   * Runs once.
   *
   * @throws IOException if the proxy does not answer
   */
  public static void main(String[] args) throws IOException {
    JvmSettings.apply();
    HttpServer server = HttpServer.create(new InetSocketAddress(loopback(), 0), 0);
    server.createContext("/", ArchiveTraining::answer);
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    System.setProperty("aws.region", "us-east-1");
    System.setProperty("aws.endpointUrlDynamoDb", url);
    System.setProperty("aws.accessKeyId", "training");
    System.setProperty("aws.secretAccessKey", "training");
    ProxyLifecycle proxy = ProxyBoot.proxy(options(url));
    proxy.start();
    ask(proxy.port());
    proxy.stop();
    Settings.spring();
    System.exit(0);
  }

  private static String[] options(String url) {
    return new String[] {
      "--banyan.proxy.host=127.0.0.1",
      "--banyan.proxy.port=0",
      "--banyan.proxy.admin.port=0",
      "--banyan.proxy.admin.token-file=" + System.getProperty("java.io.tmpdir") + "/training-token",
      "--banyan.proxy.legacy=" + url,
      "--banyan.proxy.serverless=" + url,
      "--banyan.proxy.limits.notice=0s"
    };
  }

  private static void answer(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.0");
    exchange.sendResponseHeaders(200, NO_ITEMS.length);
    exchange.getResponseBody().write(NO_ITEMS);
    exchange.close();
  }

  private static void ask(int port) throws IOException {
    try (Socket socket = new Socket(loopback(), port)) {
      socket.setSoTimeout(ANSWER_MILLIS);
      String request = "GET /feed HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String answer =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      if (!answer.startsWith("HTTP/1.1 200 ")) {
        throw new IOException("the proxy answered " + answer.lines().findFirst().orElse("nothing"));
      }
    }
  }

  private static InetAddress loopback() throws IOException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
  }
}
