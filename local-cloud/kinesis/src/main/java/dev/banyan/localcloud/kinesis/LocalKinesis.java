package dev.banyan.localcloud.kinesis;

import dev.banyan.localcloud.kinesis.store.Stream;
import dev.banyan.localcloud.kinesis.store.StreamCounts;
import dev.banyan.localcloud.kinesis.store.StreamStore;
import dev.banyan.localcloud.wire.AwsServer;
import dev.banyan.localcloud.wire.AwsServerConfig;
import dev.banyan.localcloud.wire.PortInUseException;
import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * Kinesis Data Streams on the loopback address, in memory. SDK clients need an endpoint override
 * and any credentials. Beside the service's protocol it answers {@code /_faults} and {@code
 * /_state}. Thread-safe.
 *
 * <p>Not there: enhanced fan-out (SubscribeToShard), encryption, metrics, permissions.
 */
public final class LocalKinesis implements AutoCloseable {

  // 500 records in JSON: 10 MiB of data as base64, plus keys and names.
  private static final int MAX_BODY_BYTES = 16 << 20;
  private static final int EVENT_LOOPS = 2;

  private final AwsServer server;
  private final StreamStore streams;
  private final KinesisFaults faults;

  private LocalKinesis(AwsServer server, StreamStore streams, KinesisFaults faults) {
    this.server = server;
    this.streams = streams;
    this.faults = faults;
  }

  /**
   * Starts listening.
   *
   * @throws PortInUseException if another process has the port
   */
  public static LocalKinesis start(KinesisConfig config) {
    StreamStore streams = new StreamStore(config.store());
    KinesisFaults faults = new KinesisFaults();
    AwsServerConfig server =
        new AwsServerConfig(
            "Kinesis",
            config.port(),
            "Kinesis_20131202",
            MAX_BODY_BYTES,
            EVENT_LOOPS,
            Map.of("/_faults", new FaultPage(faults), "/_state", new StatePage(streams)));
    KinesisService service = new KinesisService(streams, config.clock(), faults);
    return new LocalKinesis(AwsServer.start(server, service), streams, faults);
  }

  public URI endpoint() {
    return server.endpoint();
  }

  public KinesisFaults faults() {
    return faults;
  }

  /** What each stream holds, by name. */
  public List<StreamCounts> counts() {
    return streams.all().stream().map(Stream::counts).toList();
  }

  @Override
  public void close() {
    server.close();
  }
}
