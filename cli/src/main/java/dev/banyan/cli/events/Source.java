package dev.banyan.cli.events;

import com.mongodb.client.MongoClient;
import dev.banyan.capture.CaptureConfig;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/**
 * What a command looks at; closing it closes both clients.
 *
 * @param mongo the monolith's store; null where a command needs none and none was named
 * @param config of its capture
 * @param stream name of the Kinesis stream
 */
record Source(
    @Nullable MongoClient mongo, CaptureConfig config, KinesisClient kinesis, String stream)
    implements AutoCloseable {

  /** The monolith's store, where {@link SourceOptions#open} made sure of it. */
  MongoClient store() {
    return Objects.requireNonNull(mongo, "mongo");
  }

  @Override
  public void close() {
    if (mongo != null) {
      mongo.close();
    }
    kinesis.close();
  }
}
