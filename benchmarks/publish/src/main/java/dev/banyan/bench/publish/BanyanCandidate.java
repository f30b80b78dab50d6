package dev.banyan.bench.publish;

import dev.banyan.events.Event;
import dev.banyan.publisher.Delivery;
import dev.banyan.publisher.EncodedEvent;
import dev.banyan.publisher.OrderedPublisher;
import dev.banyan.publisher.PublishOutcome;
import dev.banyan.publisher.PublisherConfig;
import dev.banyan.publisher.ShardPace;
import dev.banyan.publisher.WhenFull;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** Ours with its defaults; unpaced where the shard has no limits, as the KPL is there. */
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
    Delivery delivery = Delivery.DEFAULT;
    if (!setting.limited()) {
      delivery = delivery.withShardPace(ShardPace.UNLIMITED);
    }
    if (setting.stalled()) {
      delivery = delivery.withWhenFull(WhenFull.FAIL);
    }
    return PublisherConfig.forStream("bench").withDelivery(delivery);
  }

  @Override
  public void offer(String id, String key, byte[] bytes, Settled settled) {
    settle(publisher.publish(new EncodedEvent(id, key, bytes)), settled);
  }

  @Override
  public void offer(Event event, Settled settled) {
    settle(publisher.publish(event), settled);
  }

  private static void settle(CompletableFuture<PublishOutcome> outcome, Settled settled) {
    var unused = outcome.thenAccept(was -> settled.is(was instanceof PublishOutcome.Acknowledged));
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
