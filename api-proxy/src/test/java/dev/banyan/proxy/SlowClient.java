package dev.banyan.proxy;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A client that sends a byte per packet. */
final class SlowClient {

  private static final long BETWEEN_NANOS = 300_000;

  private SlowClient() {}

  /** Sends, and reads until the proxy closes or the answer's body is there. */
  static RawClient.Back send(int port, byte[] bytes, @Nullable String body) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(RawClient.PATIENCE_MILLIS);
      socket.setTcpNoDelay(true);
      try {
        for (byte b : bytes) {
          socket.getOutputStream().write(b);
          LockSupport.parkNanos(BETWEEN_NANOS);
        }
      } catch (SocketException e) {
        // it has been refused before its end
      }
      return body == null ? RawClient.read(socket) : RawClient.until(socket, body);
    }
  }
}
