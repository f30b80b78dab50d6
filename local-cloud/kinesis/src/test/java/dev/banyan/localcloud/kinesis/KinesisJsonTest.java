package dev.banyan.localcloud.kinesis;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** The contract in JSON, which the SDK speaks when CBOR is off. */
final class KinesisJsonTest extends KinesisContract {

  private static LocalKinesis kinesis;
  private static KinesisClient client;

  @BeforeAll
  static void start() {
    kinesis = LocalKinesis.start(KinesisConfig.defaults());
    client = Clients.json(kinesis.endpoint());
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
