package dev.banyan.proxy;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A client that sends a packet at a time. */
final class SlowClient {

  private static final long BETWEEN_NANOS = 300_000;

  private SlowClient() {}

  /** Sends a byte per packet, and reads until the proxy closes or the answer's body is there. */
  static RawClient.Back send(int port, byte[] bytes, @Nullable String body) throws IOException {
    return send(port, bytes, 1, body);
  }

  /** Sends so many bytes per packet. */
  static RawClient.Back send(int port, byte[] bytes, int piece, @Nullable String body)
      throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(RawClient.PATIENCE_MILLIS);
      socket.setTcpNoDelay(true);
      try {
        for (int sent = 0; sent < bytes.length; sent += piece) {
          socket.getOutputStream().write(bytes, sent, Math.min(piece, bytes.length - sent));
          LockSupport.parkNanos(BETWEEN_NANOS);
        }
      } catch (SocketException e) {
        // it has been refused before its end
      }
      return body == null ? RawClient.read(socket) : RawClient.until(socket, body);
    }
  }
}
