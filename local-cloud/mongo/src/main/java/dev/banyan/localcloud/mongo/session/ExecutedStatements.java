package dev.banyan.localcloud.mongo.session;

import de.bwaldvogel.mongo.bson.Document;
import dev.banyan.localcloud.mongo.wire.Fields;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the statements of one retryable write have done, so that a retry answers without doing it
 * again. Guarded by the session's lock. See <a
 * href="https://www.mongodb.com/docs/manual/core/retryable-writes/">Retryable Writes</a>.
 */
public final class ExecutedStatements {

  /** For writes that are not retryable: remembers nothing. */
  static final ExecutedStatements NONE = new ExecutedStatements(false);

  private final boolean remembers;
  private final Map<Integer, Document> results = new HashMap<>();
  private final TreeSet<Integer> retried = new TreeSet<>();

  private ExecutedStatements(boolean remembers) {
    this.remembers = remembers;
  }

  static ExecutedStatements create() {
    return new ExecutedStatements(true);
  }

  /** The number of the i-th statement of a command. */
  public static int idOf(Document command, int index) {
    List<?> ids = Fields.list(command, "stmtIds");
    return index < ids.size() && ids.get(index) instanceof Number id
        ? id.intValue()
        : (int) Fields.number(command, "stmtId", 0) + index;
  }

  /** What the statement did when it was run before; null if it was not. */
  public @Nullable Document replay(int id) {
    Document result = results.get(id);
    if (result != null) {
      retried.add(id);
    }
    return result;
  }

  public void executed(int id, Document result) {
    if (remembers) {
      results.put(id, result);
    }
  }

  /** Adds to a reply which of its statements had been run before. */
  public Document mark(Document reply) {
    if (!retried.isEmpty()) {
      reply.append("retriedStmtIds", List.copyOf(retried));
      retried.clear();
    }
    return reply;
  }
}
