package dev.banyan.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * A port of the loopback interface; what is done on each connection runs on a thread of its own.
 */
public final class SocketServer implements AutoCloseable {

  private final ServerSocket server;
  private final String name;
  private final Talk talk;
  private volatile int connections;

  /** What is done on a connection, the first of which is 1; it is closed behind it. */
  public interface Talk {
    void on(Socket socket, int number) throws IOException;
  }

  public SocketServer(String name, Talk talk) throws IOException {
    this.name = name;
    this.talk = talk;
    server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    daemon(this::accept);
  }

  public int port() {
    return server.getLocalPort();
  }

  /** How many connections have been accepted, in the order in which they came. */
  public int connections() {
    return connections;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        int number = connections + 1;
        connections = number; // here, for the threads below begin in any order
        daemon(() -> serve(socket, number));
      } catch (IOException e) {
        return; // it has been closed
      }
    }
  }

  private void serve(Socket socket, int number) {
    try (socket) {
      talk.on(socket, number);
    } catch (IOException e) {
      // the other end has hung up
    }
  }

  private void daemon(Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
