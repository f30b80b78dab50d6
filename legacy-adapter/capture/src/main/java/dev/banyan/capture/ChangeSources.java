package dev.banyan.capture;

import com.mongodb.client.MongoDatabase;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Chooses where changes come from: a change stream wherever there is one, polling only for an
 * outbox on a server that has none, or where it is asked for. Confined to the relay's thread.
 */
final class ChangeSources {

  private final MongoDatabase database;
  private final CaptureConfig config;
  private final InstantSource clock;
  private @Nullable ServerFacts server;

  ChangeSources(MongoDatabase database, CaptureConfig config, InstantSource clock) {
    this.database = database;
    this.config = config;
    this.clock = clock;
  }

  ServerFacts server() {
    if (server == null) {
      server = ServerFacts.of(database);
    }
    return server;
  }

  private boolean polls() {
    return switch (config.outbox().mode()) {
      case OFF -> false;
      case POLL -> true;
      case AUTO -> !server().replicated();
    };
  }

  /** The first checkpoint of all. */
  Checkpoint beginning() {
    return polls() ? OutboxPoller.beginning(clock.instant()) : ChangeStreamCapture.now(database);
  }

  /**
   * The checkpoint with which a stream can be opened at a time: every entry of the outbox is then
   * either the stream's, or older and holds its version.
   *
   * @param goOn false to give up
   * @throws LeaseLostException if it was given up
   */
  Checkpoint begun(Checkpoint from, BooleanSupplier goOn) {
    return isRead(from) && !from.stamped()
        ? new OlderEntries(database, config.captured()).stamp(from, goOn)
        : from;
  }

  /** Whether entries from before the stream's beginning may stand in the outbox. */
  private boolean isRead(Checkpoint from) {
    return from.token() == null && config.outbox().enabled() && !polls();
  }

  ChangeSource open(Checkpoint from) {
    if (polls()) {
      return new OutboxPoller(database, config.outbox().poll(), from, clock);
    }
    ChangeSource stream =
        ChangeStreamCapture.open(
            new ChangeStreams(database, config, server()),
            new CurrentDocument(database),
            config.captured(),
            from);
    return isRead(from) ? OutboxFirst.before(stream, database) : stream;
  }
}
