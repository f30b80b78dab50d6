package dev.banyan.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/**
 * The JDK's HTTP client for the SDK; TLS is set up by the first request that needs it, none to a
 * local DynamoDB does. Thread-safe.
 */
final class DynamoDbHttp implements SdkHttpClient {

  private final Duration timeout;
  private final SdkHttpClient plain = UrlConnectionHttpClient.create(this::connection);
  private @Nullable SdkHttpClient secured;

  /**
   * Connects to nothing yet.
   *
   * @param timeout to connect, and between two pieces of an answer
   */
  DynamoDbHttp(Duration timeout) {
    this.timeout = timeout;
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    boolean tls = "https".equals(request.httpRequest().protocol());
    return (tls ? secured() : plain).prepareRequest(request);
  }

  private synchronized SdkHttpClient secured() {
    SdkHttpClient client = secured;
    if (client == null) {
      client =
          UrlConnectionHttpClient.builder()
              .connectionTimeout(timeout)
              .socketTimeout(timeout)
              .build();
      secured = client;
    }
    return client;
  }

  private HttpURLConnection connection(URI uri) {
    try {
      HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
      connection.setConnectTimeout((int) timeout.toMillis());
      connection.setReadTimeout((int) timeout.toMillis());
      return connection;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String clientName() {
    return plain.clientName();
  }

  @Override
  public synchronized void close() {
    plain.close();
    if (secured != null) {
      secured.close();
    }
  }
}
