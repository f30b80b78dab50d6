package dev.banyan.cli.command;

import com.mongodb.MongoException;
import dev.banyan.jobs.JobException;

/** What to do about a side that cannot be read: a driver's own sentence does not say. */
final class UnreadSide {

  private UnreadSide() {}

  /** The failure with its remedy; as it is, if it has one. */
  static RuntimeException told(RuntimeException failure) {
    Throwable said = failure instanceof JobException ? failure.getCause() : failure;
    return said instanceof MongoException && endsWith(failure, said)
        ? new JobException(
            "MongoDB cannot be read: "
                + said.getMessage()
                + "; check that it runs, and address, user and rights in --mongo-uri (or"
                + " BANYAN_MONGODB_URI)",
            failure)
        : failure;
  }

  private static boolean endsWith(Throwable failure, Throwable said) {
    return String.valueOf(failure.getMessage()).endsWith(String.valueOf(said.getMessage()));
  }
}
