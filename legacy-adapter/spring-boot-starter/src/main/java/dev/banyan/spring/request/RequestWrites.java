package dev.banyan.spring.request;

import dev.banyan.events.SourceVersion;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * The highest cluster time that MongoDB answered to one request, and whether the request wrote.
 * Thread-safe: the reactive driver answers on threads of its own.
 */
final class RequestWrites {

  private static final Set<String> WRITES =
      Set.of("insert", "update", "delete", "findAndModify", "bulkWrite", "commitTransaction");

  /** Of a request whose code runs on the request's own thread. */
  private static final ThreadLocal<@Nullable RequestWrites> CURRENT = new ThreadLocal<>();

  private long clusterTime;
  private boolean wrote;

  static @Nullable RequestWrites current() {
    return CURRENT.get();
  }

  static void setCurrent(@Nullable RequestWrites writes) {
    if (writes == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(writes);
    }
  }

  synchronized void saw(String command, BsonDocument reply) {
    wrote |= WRITES.contains(command);
    if (reply.isTimestamp("operationTime")) {
      long time = reply.getTimestamp("operationTime").getValue();
      clusterTime = Long.compareUnsigned(time, clusterTime) > 0 ? time : clusterTime;
    }
  }

  /** The position to wait for, if the request wrote. */
  synchronized Optional<SourceVersion> position() {
    return wrote && clusterTime != 0
        ? Optional.of(SourceVersion.ofClusterTime(clusterTime, 0))
        : Optional.empty();
  }
}
