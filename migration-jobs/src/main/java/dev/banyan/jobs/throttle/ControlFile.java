package dev.banyan.jobs.throttle;

import dev.banyan.jobs.JobException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.json.JsonParseException;

/**
 * An operator's wishes for a job that runs, {@code control.json} in its directory: {@code
 * {"paused": true, "rate": 500}}. A job reads it every second, whichever process wrote it.
 */
public final class ControlFile {

  private final Path file;

  /**
   * @param jobDirectory of the job, inside the state directory
   */
  public ControlFile(Path jobDirectory) {
    this.file = jobDirectory.resolve("control.json");
  }

  /**
   * What an operator wants.
   *
   * @param rate documents a second at most, 0 for no bound
   */
  public record Wish(boolean paused, double rate) {
    /** Go. */
    public static final Wish NONE = new Wish(false, 0);

    public Wish {
      if (rate < 0 || Double.isNaN(rate)) {
        throw new IllegalArgumentException("rate must not be negative, was " + rate);
      }
    }
  }

  /** The wish; none where there is no file. */
  public Wish read() {
    try {
      BsonDocument json = BsonDocument.parse(Files.readString(file));
      return new Wish(
          json.getBoolean("paused", BsonBoolean.FALSE).getValue(),
          json.getNumber("rate", new BsonDouble(0)).doubleValue());
    } catch (NoSuchFileException e) {
      return Wish.NONE;
    } catch (IOException | JsonParseException | org.bson.BSONException e) {
      throw new JobException(file + " is no control file, delete it: " + e.getMessage(), e);
    }
  }

  /** Writes a wish. */
  public void write(Wish wish) {
    BsonDocument json =
        new BsonDocument("paused", BsonBoolean.valueOf(wish.paused()))
            .append("rate", new BsonDouble(wish.rate()));
    try {
      Path next = file.resolveSibling("control.json.next");
      Files.writeString(next, json.toJson() + "\n");
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new JobException(file + " cannot be written: " + e, e);
    }
  }
}
