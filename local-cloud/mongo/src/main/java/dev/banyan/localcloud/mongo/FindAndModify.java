package dev.banyan.localcloud.mongo;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command findAndModify. See <a
 * href="https://www.mongodb.com/docs/manual/reference/command/findAndModify/">findAndModify</a>.
 */
final class FindAndModify {

  private final EmbeddedDatabase database;
  private final String collection;
  private final Document command;
  private final ExecutedStatements executed;

  FindAndModify(
      EmbeddedDatabase database, String name, Document command, ExecutedStatements executed) {
    this.database = database;
    this.collection = String.valueOf(command.get(name));
    this.command = command;
    this.executed = executed;
  }

  Document run() {
    int id = ExecutedStatements.idOf(command, 0);
    Document before = executed.replay(id);
    if (before != null) {
      return executed.mark(new Document(before));
    }
    Document reply = reply();
    executed.executed(id, new Document(reply));
    return reply;
  }

  private Document reply() {
    EmbeddedCollection target = database.forWriting(collection);
    return command.get("update") instanceof List<?> pipeline
        ? target.findAndModifyByPipeline(command, pipeline)
        : target.findAndModify(command);
  }

  /** The lastErrorObject of what is no update; the base tells of updates only. */
  static Document lastErrorObject(Document command, Document reply, @Nullable Object upserted) {
    if (Utils.isTrue(command.get("remove"))) {
      return new Document("n", reply.get("value") == null ? 0 : 1);
    }
    Document told = new Document("n", 0).append("updatedExisting", false);
    return upserted == null ? told : told.append("n", 1).append("upserted", upserted);
  }
}
