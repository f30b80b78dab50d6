package dev.banyan.bench.publish;

import dev.banyan.events.Event;
import dev.banyan.publisher.OrderedPublisher;
import dev.banyan.publisher.PublishOutcome;
import dev.banyan.publisher.PublisherConfig;
import java.time.Duration;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** Ours, as it is configured unless told otherwise. */
final class BanyanCandidate implements Candidate {

  private final KinesisClient client;
  private final OrderedPublisher publisher;

  private BanyanCandidate(KinesisClient client, PublisherConfig config) {
    this.client = client;
    this.publisher = new OrderedPublisher(client, config);
  }

  static Candidate open(Setting setting) {
    return new BanyanCandidate(SinkClient.open(setting.tlsPort(), false), config(setting));
  }

  private static PublisherConfig config(Setting setting) {
    PublisherConfig usual = PublisherConfig.forStream("bench");
    return setting.stalled()
        ? usual.withTimes(
            Duration.ofNanos(1),
            usual.pace(),
            usual.requestTimeout(),
            usual.firstRetry(),
            usual.lastRetry())
        : usual;
  }

  @Override
  public void offer(Event event, Settled settled) {
    var unused =
        publisher
            .publish(event)
            .thenAccept(outcome -> settled.is(outcome instanceof PublishOutcome.Acknowledged));
  }

  @Override
  public void flush() {
    // It holds nothing back.
  }

  @Override
  public void close() {
    publisher.close(Duration.ofSeconds(1));
    client.close();
  }
}
