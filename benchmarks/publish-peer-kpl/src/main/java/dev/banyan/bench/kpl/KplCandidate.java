package dev.banyan.bench.kpl;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.MoreExecutors;
import dev.banyan.bench.publish.Candidate;
import dev.banyan.events.EnvelopeCodec;
import dev.banyan.events.Event;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.kinesis.producer.KinesisProducer;
import software.amazon.kinesis.producer.KinesisProducerConfiguration;
import software.amazon.kinesis.producer.UserRecordResult;

/**
 * The KPL as it is configured unless told otherwise, but for three things: it trusts the sink's
 * certificate, sends no metrics, and does not let records expire (its default drops them after 30
 * s). Where the shard's limits do not hold, its own rate limit is lifted, too.
 */
final class KplCandidate implements Candidate {

  private static final long NEVER_MILLIS = 3_600_000;
  private static final long UNLIMITED_PERCENT = 1_000_000;

  private final EnvelopeCodec codec = new EnvelopeCodec();
  private final KinesisProducer producer;

  private KplCandidate(KinesisProducer producer) {
    this.producer = producer;
  }

  static Candidate open(Setting setting) {
    KinesisProducerConfiguration config =
        new KinesisProducerConfiguration()
            .setRegion("us-east-1")
            .setCredentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("bench", "bench")))
            .setKinesisEndpoint("127.0.0.1")
            .setKinesisPort(setting.tlsPort())
            .setStsEndpoint("127.0.0.1")
            .setStsPort(setting.tlsPort())
            .setVerifyCertificate(false)
            .setMetricsLevel("none")
            .setLogLevel("warning")
            .setRecordTtl(NEVER_MILLIS)
            .setTempDirectory(setting.folder());
    if (!setting.limited()) {
      config.setRateLimit(UNLIMITED_PERCENT);
    }
    return new KplCandidate(new KinesisProducer(config));
  }

  @Override
  public void offer(Event event, Settled settled) {
    offer(event.id(), event.partitionKey(), codec.encode(event), settled);
  }

  @Override
  public void offer(String id, String key, byte[] bytes, Settled settled) {
    Futures.addCallback(
        producer.addUserRecord("bench", key, ByteBuffer.wrap(bytes)),
        new Answer(settled),
        MoreExecutors.directExecutor());
  }

  @Override
  public void flush() {
    producer.flush();
  }

  @Override
  public void close() {
    producer.destroy();
  }

  private record Answer(Settled settled) implements FutureCallback<UserRecordResult> {

    @Override
    public void onSuccess(@Nullable UserRecordResult result) {
      settled.is(result != null && result.isSuccessful());
    }

    @Override
    public void onFailure(Throwable failure) {
      settled.is(false);
    }
  }
}
