package dev.banyan.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A side that answers every request with the same bytes, right or wrong, and then waits. */
final class RawSide implements AutoCloseable {

  private final ServerSocket server;
  private volatile byte[] answer = {};
  private volatile boolean closing;
  private volatile boolean resetting;

  RawSide() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    Thread thread = new Thread(this::accept, "raw-side");
    thread.setDaemon(true);
    thread.start();
  }

  void answer(String text) {
    closing = false;
    resetting = false;
    answer = text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Answers and hangs up. */
  void answerAndClose(String text) {
    answer(text);
    closing = true;
  }

  /** Answers and breaks the connection. */
  void answerAndReset(String text) {
    answerAndClose(text);
    resetting = true;
  }

  String url() {
    return "http://127.0.0.1:" + server.getLocalPort();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Thread thread = new Thread(() -> serve(socket), "raw-side-connection");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        return; // it has been closed
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = socket.getInputStream();
      StringBuilder head = new StringBuilder();
      for (int b = in.read(); b >= 0; b = in.read()) {
        head.append((char) b);
        if (head.toString().endsWith("\r\n\r\n")) {
          socket.getOutputStream().write(answer);
          if (closing) {
            socket.setSoLinger(resetting, 0);
            return;
          }
          head.setLength(0);
        }
      }
    } catch (IOException e) {
      // the proxy has hung up
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
