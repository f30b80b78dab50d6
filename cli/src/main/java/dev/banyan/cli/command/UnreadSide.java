package dev.banyan.cli.command;

import com.mongodb.MongoException;
import dev.banyan.jobs.JobException;

/** What to do about a side that cannot be read: a driver's own sentence does not say. */
final class UnreadSide {

  private UnreadSide() {}

  /** The failure with its remedy; as it is, if it has one. */
  static RuntimeException told(RuntimeException failure) {
    Throwable said = failure instanceof JobException ? failure.getCause() : failure;
    boolean bare = said != null && String.valueOf(failure.getMessage()).endsWith(said.getMessage());
    return bare && said instanceof MongoException
        ? new JobException(
            "MongoDB cannot be read: "
                + said.getMessage()
                + "; check that it runs, and address, user and rights in --mongo-uri (or"
                + " BANYAN_MONGODB_URI)",
            failure)
        : failure;
  }
}
