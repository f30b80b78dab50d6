package dev.banyan.relay;

import com.mongodb.client.MongoClient;
import dev.banyan.capture.CaptureConfig;
import dev.banyan.capture.OutboxConfig;
import dev.banyan.capture.Relay;
import dev.banyan.capture.mapping.EventMapping;
import dev.banyan.capture.mapping.MappingFile;
import dev.banyan.events.claim.S3ClaimChecks;
import dev.banyan.publisher.OrderedPublisher;
import dev.banyan.publisher.PublisherConfig;
import dev.banyan.publisher.S3ClaimCheckedEvents;
import dev.banyan.publisher.UnsendableEvents;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.s3.S3Client;

/** A relay with its clients and its status listener. Thread-safe. */
final class RelayProcess implements AutoCloseable {

  private final RelaySettings settings;
  private final CaptureConfig config;
  private final MongoClient mongo;
  private final KinesisClient kinesis;
  private final List<AutoCloseable> started = new ArrayList<>();

  RelayProcess(RelaySettings settings) {
    this.settings = settings;
    this.config = config(settings);
    this.kinesis = Clients.kinesis(settings);
    this.mongo = Clients.mongo(settings);
  }

  private static CaptureConfig config(RelaySettings settings) {
    List<EventMapping> mappings =
        settings.mapping() == null ? List.of() : MappingFile.load(settings.mapping()).mappings();
    OutboxConfig outbox =
        new OutboxConfig(settings.outbox(), OutboxConfig.AUTO.keep(), OutboxConfig.AUTO.poll());
    try {
      CaptureConfig defaults =
          CaptureConfig.of(settings.database(), mappings, List.of(), outbox)
              .withPreImages(settings.preImages());
      return defaults.withTimes(
          settings.heartbeat(), settings.checkpoint(), settings.lease(), defaults.drain());
    } catch (IllegalArgumentException e) {
      throw new RelayException("relay.yaml: " + e.getMessage());
    }
  }

  /** What is fine and what has to be changed; alters nothing. */
  List<Finding> check() {
    List<Finding> findings =
        new ArrayList<>(new MongoCheck(mongo, config, settings.maskedUri()).run());
    findings.add(new StreamCheck(kinesis, settings.stream()).run());
    return findings;
  }

  /**
   * Starts relay and listener.
   *
   * @return the port of the listener
   */
  synchronized int start() throws IOException {
    OrderedPublisher publisher =
        new OrderedPublisher(kinesis, PublisherConfig.forStream(settings.stream()), unsendable());
    started.add(publisher);
    Relay relay = new Relay(mongo, publisher, config);
    StatusListener listener = StatusListener.start(settings, relay, publisher);
    started.add(listener);
    relay.start();
    started.add(relay);
    return listener.port();
  }

  /** What no record can carry: into the bucket, or set aside by the relay. */
  private UnsendableEvents unsendable() {
    if (settings.claimCheckBucket() == null) {
      return UnsendableEvents.TO_CALLER;
    }
    S3Client s3 = Clients.s3(settings);
    started.add(s3);
    return new S3ClaimCheckedEvents(
        new S3ClaimChecks(s3, settings.claimCheckBucket(), settings.claimCheckPrefix()),
        UnsendableEvents.TO_CALLER);
  }

  /** Stops in the other order; the relay waits for what was handed over. */
  @Override
  public synchronized void close() {
    for (int i = started.size() - 1; i >= 0; i--) {
      closeQuietly(started.get(i));
    }
    started.clear();
    kinesis.close();
    mongo.close();
  }

  private static void closeQuietly(AutoCloseable each) {
    try {
      each.close();
    } catch (Exception e) {
      throw new IllegalStateException("not closed: " + each, e);
    }
  }
}
