package dev.banyan.localcloud;

import java.net.URI;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBRequestHandler;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBServerHandler;

/**
 * DynamoDB Local in this JVM: in memory, one database for all credentials and regions.
 *
 * <p>Its own launcher would listen on all interfaces, could not take any free port, prints to
 * standard output and sets up telemetry; so its handler runs in a server made here.
 */
final class LocalDynamoDb implements AutoCloseable {

  private static final String HOST = "127.0.0.1";
  private static final int THREADS = 32;

  // Held, because loggers are only weakly reachable otherwise.
  private static final Logger SQLITE = Logger.getLogger("com.almworks.sqlite4java");

  private final Server server;
  private final LocalDynamoDBServerHandler handler;

  private LocalDynamoDb(Server server, LocalDynamoDBServerHandler handler) {
    this.server = server;
    this.handler = handler;
  }

  static LocalDynamoDb start(int port) {
    SQLITE.setLevel(Level.WARNING);
    try {
      LocalDynamoDBServerHandler handler =
          new LocalDynamoDBServerHandler(
              new LocalDynamoDBRequestHandler(0, true, null, true, false), null);
      Server server = server(port, handler);
      server.start();
      return new LocalDynamoDb(server, handler);
    } catch (Exception e) {
      throw new LocalCloudException(
          "DynamoDB Local does not start on port " + port + ": " + e.getMessage(), e);
    }
  }

  private static Server server(int port, LocalDynamoDBServerHandler handler) {
    QueuedThreadPool threads = new QueuedThreadPool(THREADS);
    threads.setName("dynamodb");
    threads.setDaemon(true);
    Server server = new Server(threads);
    ServerConnector connector = new ServerConnector(server, 1, 1);
    connector.setHost(HOST);
    connector.setPort(port);
    server.addConnector(connector);
    server.setHandler(new ContextHandler(handler));
    return server;
  }

  URI endpoint() {
    int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    return URI.create("http://" + HOST + ":" + port);
  }

  @Override
  public void close() {
    try {
      server.stop();
      handler.close();
    } catch (Exception e) {
      throw new LocalCloudException("DynamoDB Local does not stop: " + e, e);
    }
  }
}
