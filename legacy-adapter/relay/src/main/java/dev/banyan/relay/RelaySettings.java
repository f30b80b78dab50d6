package dev.banyan.relay;

import dev.banyan.capture.CaptureConfig.PreImages;
import dev.banyan.capture.OutboxConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What {@code relay.yaml} says.
 *
 * @param mongodbUri with user and password where there are any; never printed
 * @param database the monolith's
 * @param stream name of the Kinesis stream
 * @param region AWS region; null for the SDK's own chain
 * @param endpoint of Kinesis; null for the SDK's own chain
 * @param mapping file of mappings; null for none
 * @param outbox whether explicit events are read
 * @param preImages whether collections may be altered
 * @param heartbeat interval of heartbeats
 * @param checkpoint shortest time between two checkpoints
 * @param lease how long after a crash another relay waits before it takes over
 * @param claimCheckBucket S3 bucket for the data of oversized events; null: they become dead
 *     letters
 * @param claimCheckPrefix what the keys in it begin with
 * @param port of the status listener on the loopback address, 0 for any free one
 */
record RelaySettings(
    String mongodbUri,
    String database,
    String stream,
    @Nullable String region,
    @Nullable URI endpoint,
    @Nullable Path mapping,
    OutboxConfig.Mode outbox,
    PreImages preImages,
    Duration heartbeat,
    Duration checkpoint,
    Duration lease,
    @Nullable String claimCheckBucket,
    String claimCheckPrefix,
    int port) {

  /** Without user and password, and without options, which may hold secrets too. */
  String maskedUri() {
    return mongodbUri.replaceAll("//[^/@]*@", "//***@").replaceAll("\\?.*", "?…");
  }

  @Override
  public String toString() {
    return "mongodb.uri="
        + maskedUri()
        + " mongodb.database="
        + database
        + " kinesis.stream="
        + stream
        + " kinesis.region="
        + (region == null ? "by the SDK" : region)
        + " kinesis.endpoint="
        + (endpoint == null ? "by the SDK" : endpoint)
        + " mapping="
        + (mapping == null ? "none" : mapping)
        + " outbox="
        + outbox
        + " pre-images="
        + preImages
        + " heartbeat-interval="
        + heartbeat
        + " checkpoint-interval="
        + checkpoint
        + " lease.duration="
        + lease
        + " claim-check.bucket="
        + (claimCheckBucket == null ? "none" : claimCheckBucket)
        + " claim-check.prefix="
        + claimCheckPrefix
        + " listen.port="
        + port;
  }
}
