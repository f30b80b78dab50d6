package dev.banyan.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

class DynamoDbHttpTest {

  private static final Duration TIMEOUT = Duration.ofMillis(300);

  /** The first byte of a handshake is 22, that of a request its method's letter. */
  @ParameterizedTest
  @CsvSource({"http, 71", "https, 22"})
  void silentServer_isSpokenToAsItsUrlSaysAndNotWaitedFor(String protocol, int first)
      throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        DynamoDbHttp http = new DynamoDbHttp(TIMEOUT)) {
      CompletableFuture<Integer> seen = CompletableFuture.supplyAsync(() -> firstByte(server));
      URI uri = URI.create(protocol + "://127.0.0.1:" + server.getLocalPort() + "/");
      SdkHttpRequest request = SdkHttpRequest.builder().uri(uri).method(SdkHttpMethod.GET).build();
      ExecutableHttpRequest call =
          http.prepareRequest(HttpExecuteRequest.builder().request(request).build());

      assertThatThrownBy(call::call).isInstanceOf(SocketTimeoutException.class);

      assertThat(seen.join()).isEqualTo(first);
    }
  }

  private static int firstByte(ServerSocket server) {
    try {
      Socket client = server.accept(); // open until the server is
      return client.getInputStream().read();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
