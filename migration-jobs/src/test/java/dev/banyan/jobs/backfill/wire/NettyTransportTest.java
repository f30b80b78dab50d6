package dev.banyan.jobs.backfill.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banyan.jobs.backfill.wire.Transport.Head;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class NettyTransportTest {

  private static final Head HEAD =
      new Head("BatchWriteItem", "20261121T120000Z", "abc", "AWS4 x", "tok");
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

  @SuppressWarnings("deprecation")
  private final EventLoopGroup loops = new NioEventLoopGroup(1);

  private final ServerSocket server = listening();

  @AfterEach
  void close() throws IOException {
    server.close();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  private static ServerSocket listening() {
    try {
      return new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private NettyTransport transport(Duration timeout) {
    return new NettyTransport(
        URI.create("http://127.0.0.1:" + server.getLocalPort()), timeout, loops);
  }

  private static CompletableFuture<Answer> send(NettyTransport transport, String body) {
    byte[] bytes = (body + "left over").getBytes(ISO_8859_1);
    return transport.send(HEAD, bytes, body.length());
  }

  /** One request with so long a body. */
  private static String read(Socket socket, int bodyLength) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder text = new StringBuilder();
    while (text.indexOf("\r\n\r\n") < 0) {
      text.append((char) in.read());
    }
    return text + new String(in.readNBytes(bodyLength), ISO_8859_1);
  }

  private static void write(Socket socket, String answer) throws IOException {
    socket.getOutputStream().write(answer.getBytes(ISO_8859_1));
  }

  @Test
  void send_isOneRequestOverAConnectionThatIsKept() throws Exception {
    try (NettyTransport transport = transport(Duration.ofSeconds(9))) {
      CompletableFuture<Answer> first = send(transport, "{1}");
      try (Socket socket = server.accept()) {
        List<String> requests = new ArrayList<>(List.of(read(socket, 3)));
        write(socket, OK);
        assertThat(first.get().status()).isEqualTo(200);
        assertThat(first.get().body()).isEqualTo(new byte[] {'{', '}'});

        CompletableFuture<Answer> second = send(transport, "{22}");
        requests.add(read(socket, 4));
        write(
            socket, "HTTP/1.1 400 Bad\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{ }\r\n0\r\n\r\n");
        assertThat(second.get().status()).isEqualTo(400);
        assertThat(second.get().body()).hasSize(3);
        assertThat(requests.get(0))
            .isEqualTo(
                """
                POST / HTTP/1.1\r
                Host: 127.0.0.1:%d\r
                Content-Type: application/x-amz-json-1.0\r
                User-Agent: banyan\r
                X-Amz-Target: DynamoDB_20120810.BatchWriteItem\r
                X-Amz-Date: 20261121T120000Z\r
                X-Amz-Content-Sha256: abc\r
                X-Amz-Security-Token: tok\r
                Authorization: AWS4 x\r
                Content-Length: 3\r
                \r
                {1}"""
                    .formatted(server.getLocalPort()));
        assertThat(requests.get(1)).endsWith("Content-Length: 4\r\n\r\n{22}");
      }
    }
  }

  @Test
  void send_connectionThatTheServerCloses_failsAndTheNextTakesAnother() throws Exception {
    try (NettyTransport transport = transport(Duration.ofSeconds(9))) {
      CompletableFuture<Answer> lost = send(transport, "{}");
      try (Socket socket = server.accept()) {
        read(socket, 2);
        write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{");
      }
      assertThatThrownBy(lost::get).isInstanceOf(ExecutionException.class);

      CompletableFuture<Answer> closing = send(transport, "{}");
      try (Socket socket = server.accept()) {
        read(socket, 2);
        write(socket, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}");
        assertThat(closing.get().status()).isEqualTo(200);
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
      }
      CompletableFuture<Answer> next = send(transport, "{}");
      try (Socket socket = server.accept()) {
        read(socket, 2);
        write(socket, OK);
        assertThat(next.get().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void send_noAnswer_failsInTime() throws Exception {
    try (NettyTransport transport = transport(Duration.ofMillis(1))) {
      assertThatThrownBy(send(transport, "{}")::get)
          .hasCauseInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void close_failsWhatIsUnderWay() throws Exception {
    NettyTransport transport = transport(Duration.ofSeconds(9));
    CompletableFuture<Answer> open = send(transport, "{}");
    try (Socket socket = server.accept()) {
      read(socket, 2);
      transport.close();
      assertThatThrownBy(open::get).hasCauseInstanceOf(IOException.class);
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
    assertThatThrownBy(send(transport, "{}")::get).hasCauseInstanceOf(IOException.class);
  }

  @Test
  void send_nobodyListens_fails() throws Exception {
    try (NettyTransport transport = transport(Duration.ofSeconds(9))) {
      server.close();
      assertThatThrownBy(send(transport, "{}")::get).hasCauseInstanceOf(IOException.class);
    }
  }

  @Test
  void send_overTls_onlyToTheServerOfThatName(@TempDir Path folder) throws Exception {
    SSLContext tls = selfSigned(folder.resolve("localhost.p12"));
    try (ServerSocket secure =
            tls.getServerSocketFactory().createServerSocket(0, 10, server.getInetAddress());
        NettyTransport right = overTls("localhost", secure, tls);
        NettyTransport wrong = overTls("127.0.0.1", secure, tls)) {
      CompletableFuture<Answer> answer = send(right, "{}");
      try (Socket socket = secure.accept()) {
        assertThat(read(socket, 2)).endsWith("{}");
        write(socket, OK);
        assertThat(answer.get().status()).isEqualTo(200);
      }
      CompletableFuture<Answer> refused = send(wrong, "{}");
      try (Socket socket = secure.accept()) {
        assertThatThrownBy(() -> read(socket, 2)).isInstanceOf(IOException.class);
      }
      assertThatThrownBy(refused::get)
          .hasStackTraceContaining("No subject alternative names matching IP address 127.0.0.1");
    }
  }

  private NettyTransport overTls(String host, ServerSocket secure, SSLContext tls) {
    URI endpoint = URI.create("https://" + host + ":" + secure.getLocalPort());
    return new NettyTransport(endpoint, Duration.ofSeconds(9), loops, tls);
  }

  /** For the name localhost, trusted by itself. */
  private static SSLContext selfSigned(Path file) throws Exception {
    char[] password = "password".toCharArray();
    new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-keyalg",
            "EC",
            "-dname",
            "CN=localhost",
            "-ext",
            "san=dns:localhost",
            "-keystore",
            file.toString(),
            "-storepass",
            new String(password))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
    KeyStore keys = KeyStore.getInstance(file.toFile(), password);
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(keys, password);
    TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
    trusted.init(keys);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
    return tls;
  }
}
