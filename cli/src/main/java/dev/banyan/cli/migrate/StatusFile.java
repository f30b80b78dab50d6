package dev.banyan.cli.migrate;

import dev.banyan.jobs.JobException;
import dev.banyan.jobs.backfill.BackfillProgress;
import dev.banyan.jobs.throttle.ControlFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.Optional;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt64;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;

/**
 * How far a job is, {@code status.json} in its directory, for whoever watches it without its
 * terminal; replaced twice a second while it runs, left as it was when it ends. What may be changed
 * is beside it, in {@link ControlFile}.
 */
final class StatusFile {

  private static final JsonWriterSettings PLAIN =
      JsonWriterSettings.builder().outputMode(JsonMode.RELAXED).build();

  private final Path file;
  private final Clock clock;

  /**
   * @param jobDirectory of the job, inside the state directory
   */
  StatusFile(Path jobDirectory, Clock clock) {
    this.file = jobDirectory.resolve("status.json");
    this.clock = clock;
  }

  /** Replaces it. */
  void write(BackfillProgress now, ControlFile.Wish wish, String state) {
    BsonDocument json =
        new BsonDocument("job", new BsonString(now.phase()))
            .append("state", new BsonString(state))
            .append("documents", new BsonInt64(now.documents()))
            .append("total", new BsonInt64(now.total()))
            .append("perSecond", new BsonInt64(Math.round(now.perSecond())))
            .append("throttle", new BsonString(now.throttle().orElse("")))
            .append(
                "remainingSeconds",
                now.remaining().isPresent()
                    ? new BsonInt64(now.remaining().get().toSeconds())
                    : BsonNull.VALUE)
            .append("paused", BsonBoolean.valueOf(wish.paused()))
            .append("rate", new BsonDouble(wish.rate()))
            .append("pid", new BsonInt64(ProcessHandle.current().pid()))
            .append("at", new BsonString(clock.instant().toString()));
    try {
      Path next = file.resolveSibling("status.json.next");
      Files.writeString(next, json.toJson(PLAIN) + "\n");
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new JobException(
          "%s cannot be written: %s; %s and run the same command, it goes on"
              .formatted(
                  file, e, DiskTrouble.isFull(e) ? "free the disk" : "make its directory writable"),
          e);
    }
  }

  /** What was written last, one line of JSON; nothing if the job never ran here. */
  Optional<String> read() {
    try {
      return Optional.of(Files.readString(file).strip());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new JobException(file + " cannot be read: " + e, e);
    }
  }
}
