package dev.banyan.jobs;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Keeps what is put, by {@code /bucket/key}; refuses what comes without a checksum or with another
 * one (<a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html">
 * chunks and trailers</a>), and what a test tells it to.
 */
public final class FakeS3 implements AutoCloseable {

  private final HttpServer server;
  private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
  private final Queue<String> refusals = new ConcurrentLinkedQueue<>();
  private final AtomicInteger puts = new AtomicInteger();

  /** Starts it. */
  public FakeS3() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  /** As the command makes one; the caller closes it. */
  public S3Client client() {
    return S3Client.builder()
        .endpointOverride(URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
        .forcePathStyle(true)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("banyan", "banyan")))
        .httpClient(UrlConnectionHttpClient.create())
        .build();
  }

  /** What is there, by {@code /bucket/key}. */
  public Map<String, byte[]> objects() {
    return objects;
  }

  /** How many were put, those that were refused not among them. */
  public int puts() {
    return puts.get();
  }

  /** Answers the next request with an error, such as {@code "503 SlowDown"}. */
  public void refuse(String error) {
    refusals.add(error);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String refusal = refusals.poll();
      if (refusal != null) {
        error(exchange, refusal);
      } else if (exchange.getRequestMethod().equals("PUT")) {
        put(exchange, body);
      } else {
        get(exchange);
      }
    }
  }

  private void get(HttpExchange exchange) throws IOException {
    byte[] object = objects.get(exchange.getRequestURI().getPath());
    if (object == null) {
      error(exchange, "404 NoSuchKey");
      return;
    }
    exchange.sendResponseHeaders(200, object.length);
    exchange.getResponseBody().write(object);
  }

  private void put(HttpExchange exchange, byte[] body) throws IOException {
    Map<String, String> trailers = new TreeMap<>();
    String sha = exchange.getRequestHeaders().getFirst("x-amz-content-sha256");
    byte[] content = sha != null && sha.startsWith("STREAMING-") ? unchunked(body, trailers) : body;
    String told = exchange.getRequestHeaders().getFirst("x-amz-checksum-crc32");
    if (!crc(content).equals(told == null ? trailers.get("x-amz-checksum-crc32") : told)) {
      error(exchange, "400 BadDigest");
      return;
    }
    objects.put(exchange.getRequestURI().getPath(), content);
    puts.incrementAndGet();
    exchange.sendResponseHeaders(200, -1);
  }

  private static String crc(byte[] content) {
    CRC32 crc = new CRC32();
    crc.update(content);
    return Base64.getEncoder()
        .encodeToString(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }

  /** Takes the signatures out from between. */
  private static byte[] unchunked(byte[] body, Map<String, String> trailers) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    int at = 0;
    while (true) {
      String head = line(body, at);
      at += head.length() + 2;
      int length = Integer.parseInt(head.split(";", 2)[0], 16);
      if (length == 0) {
        break;
      }
      content.write(body, at, length);
      at += length + 2;
    }
    for (String line = line(body, at); !line.isEmpty(); line = line(body, at)) {
      String[] trailer = line.split(":", 2);
      trailers.put(trailer[0], trailer[1].strip());
      at += line.length() + 2;
    }
    return content.toByteArray();
  }

  private static String line(byte[] body, int from) {
    int to = from;
    while (to < body.length && body[to] != '\r') {
      to++;
    }
    return new String(Arrays.copyOfRange(body, Math.min(from, to), to), StandardCharsets.US_ASCII);
  }

  private static void error(HttpExchange exchange, String error) throws IOException {
    String code = error.substring(4);
    byte[] xml =
        "<Error><Code>%s</Code><Message>%s, says the test</Message></Error>"
            .formatted(code, code)
            .getBytes(StandardCharsets.UTF_8);
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(Integer.parseInt(error.substring(0, 3)), head ? -1 : xml.length);
    if (!head) {
      exchange.getResponseBody().write(xml);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }

  /** An object by its reference; null if it is not there. */
  public byte @Nullable [] at(String reference) {
    return objects.get("/" + reference.substring("s3://".length()));
  }
}
