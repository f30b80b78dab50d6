package dev.banyan.spring;

import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandSucceededEvent;
import dev.banyan.events.SourceVersion;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * The highest cluster time that MongoDB answered to this request's thread, and whether the thread
 * wrote. The synchronous driver calls its listeners on the calling thread; what a request does on
 * other threads (asynchronous or reactive code) is not seen.
 */
final class RequestPosition implements CommandListener {

  private static final Set<String> WRITES =
      Set.of("insert", "update", "delete", "findAndModify", "bulkWrite", "commitTransaction");
  private static final ThreadLocal<@Nullable Seen> SEEN = new ThreadLocal<>();

  private static final class Seen {
    private long clusterTime;
    private boolean wrote;
  }

  /** From here on this thread's commands are watched. */
  static void begin() {
    SEEN.set(new Seen());
  }

  static void end() {
    SEEN.remove();
  }

  /** The position to wait for, if this request wrote. */
  static Optional<SourceVersion> written() {
    Seen seen = SEEN.get();
    return seen == null || !seen.wrote || seen.clusterTime == 0
        ? Optional.empty()
        : Optional.of(SourceVersion.ofClusterTime(seen.clusterTime, 0));
  }

  @Override
  public void commandSucceeded(CommandSucceededEvent event) {
    Seen seen = SEEN.get();
    if (seen == null) {
      return;
    }
    seen.wrote |= WRITES.contains(event.getCommandName());
    BsonDocument reply = event.getResponse();
    if (reply.isTimestamp("operationTime")) {
      long time = reply.getTimestamp("operationTime").getValue();
      seen.clusterTime = Long.compareUnsigned(time, seen.clusterTime) > 0 ? time : seen.clusterTime;
    }
  }
}
