package dev.banyan.localcloud.sqs;

import dev.banyan.localcloud.wire.AwsServer;
import dev.banyan.localcloud.wire.AwsServerConfig;
import dev.banyan.localcloud.wire.PortInUseException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * SQS standard queues on the loopback address, in memory. SDK clients need an endpoint override and
 * any credentials. Thread-safe.
 *
 * <p>Not there: FIFO queues, permissions, tags, message moving tasks.
 */
public final class LocalSqs implements AutoCloseable {

  // Ten messages of 1 MiB, doubled by JSON escapes at worst.
  private static final int MAX_BODY_BYTES = 24 << 20;

  private final AwsServer server;

  private LocalSqs(AwsServer server) {
    this.server = server;
  }

  /**
   * Starts listening.
   *
   * @throws PortInUseException if another process has the port
   */
  public static LocalSqs start(SqsConfig config) {
    CompletableFuture<URI> endpoint = new CompletableFuture<>();
    SqsService service = new SqsService(new QueueStore(config), endpoint::join);
    AwsServerConfig settings =
        new AwsServerConfig("SQS", config.port(), "AmazonSQS", MAX_BODY_BYTES, 1, Map.of());
    AwsServer server = AwsServer.start(settings, service);
    endpoint.complete(server.endpoint());
    return new LocalSqs(server);
  }

  public URI endpoint() {
    return server.endpoint();
  }

  @Override
  public void close() {
    server.close();
  }
}
