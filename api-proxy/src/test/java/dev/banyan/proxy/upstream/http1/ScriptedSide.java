package dev.banyan.proxy.upstream.http1;

import dev.banyan.proxy.SocketServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A side that does on each connection what a test says. */
final class ScriptedSide implements AutoCloseable {

  private final SocketServer server;
  private final Script script;
  private final BlockingQueue<String> ended = new LinkedBlockingQueue<>();

  /** What is done on a connection; it is closed behind it. */
  interface Script {
    void run(Connection connection) throws IOException, InterruptedException;
  }

  /** One connection, and which it is, from 1. */
  record Connection(Socket socket, int number) {

    /** Reads up to the end of a head; null if the connection has ended. */
    String head() throws IOException {
      return upTo("\r\n\r\n");
    }

    String upTo(String end) throws IOException {
      InputStream in = socket.getInputStream();
      StringBuilder text = new StringBuilder();
      while (text.indexOf(end) < 0) {
        int b = in.read();
        if (b < 0) {
          return null;
        }
        text.append((char) b);
      }
      return text.toString();
    }

    void say(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Answers requests without body until the other end closes. */
    void serve(String answer) throws IOException {
      while (head() != null) {
        say(answer);
      }
    }
  }

  ScriptedSide(Script script) throws IOException {
    this.script = script;
    server = new SocketServer("scripted-side", this::run);
  }

  int port() {
    return server.port();
  }

  int connections() {
    return server.connections();
  }

  /** Waits until a connection's script has ended. */
  boolean awaitEnd() throws InterruptedException {
    return ended.poll(10, TimeUnit.SECONDS) != null;
  }

  private void run(Socket socket, int number) throws IOException {
    Connection connection = new Connection(socket, number);
    try (socket) {
      script.run(connection);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      ended.add("connection " + connection.number());
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
