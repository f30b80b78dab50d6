package dev.banyan.localcloud.kinesis;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** The contract as the SDK speaks by default. */
final class KinesisCborTest extends KinesisContract {

  private static LocalKinesis kinesis;
  private static KinesisClient client;

  @BeforeAll
  static void start() {
    kinesis = LocalKinesis.start(KinesisConfig.defaults());
    client = Clients.cbor(kinesis.endpoint());
  }

  @AfterAll
  static void stop() {
    client.close();
    kinesis.close();
  }

  @Override
  KinesisClient client() {
    return client;
  }
}
