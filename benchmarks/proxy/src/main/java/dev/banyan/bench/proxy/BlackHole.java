package dev.banyan.bench.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Takes connections and requests, never answers. */
final class BlackHole implements AutoCloseable {

  private static final int BACKLOG = 1_024;

  private final ServerSocket server;

  private BlackHole(ServerSocket server) {
    this.server = server;
  }

  static BlackHole open() throws IOException {
    BlackHole hole = new BlackHole(new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()));
    daemon(hole::accept);
    return hole;
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        daemon(() -> swallow(socket));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private static void swallow(Socket socket) {
    byte[] ignored = new byte[8_192];
    try (socket;
        InputStream in = socket.getInputStream()) {
      while (in.read(ignored) >= 0) {
        // Only taking it matters.
      }
    } catch (IOException e) {
      // The proxy has gone.
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "black-hole");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
