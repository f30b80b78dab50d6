package dev.banyan.localcloud.mongo.database;

import de.bwaldvogel.mongo.bson.Document;
import dev.banyan.localcloud.mongo.collection.EmbeddedCollection;
import dev.banyan.localcloud.mongo.session.ExecutedStatements;
import java.util.List;

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
}
