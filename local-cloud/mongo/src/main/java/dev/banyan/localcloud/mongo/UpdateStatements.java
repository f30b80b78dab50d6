package dev.banyan.localcloud.mongo;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * An update command, run statement by statement: the base goes on behind an error also when the
 * statements are ordered. See <a
 * href="https://www.mongodb.com/docs/manual/reference/command/update/">update</a>.
 */
final class UpdateStatements {

  private static final int NOT_IMPLEMENTED = 238;

  private final Document command;
  private final List<Document> upserted = new ArrayList<>();
  private final List<Document> errors = new ArrayList<>();
  private long matched;
  private long modified;

  UpdateStatements(Document command) {
    this.command = command;
  }

  Document run(UnaryOperator<Document> one) {
    boolean ordered = !Boolean.FALSE.equals(command.get("ordered"));
    List<Document> statements = Fields.documents(command, "updates");
    for (int i = 0; i < statements.size() && (errors.isEmpty() || !ordered); i++) {
      refusePipeline(statements.get(i));
      Document single = new Document(command);
      single.put("updates", List.of(statements.get(i)));
      add(one.apply(single), i);
    }
    return reply();
  }

  private static void refusePipeline(Document statement) {
    if (statement.get("u") instanceof List) {
      throw new MongoServerError(
          NOT_IMPLEMENTED,
          "NotImplemented",
          "The embedded MongoDB has no updates by aggregation pipeline: use update operators");
    }
  }

  private void add(Document reply, int index) {
    matched += Fields.number(reply, "n", 0);
    modified += Fields.number(reply, "nModified", 0);
    upserted.addAll(at(index, Fields.documents(reply, "upserted")));
    errors.addAll(at(index, Fields.documents(reply, "writeErrors")));
  }

  private static List<Document> at(int index, List<Document> entries) {
    entries.forEach(entry -> entry.put("index", index));
    return entries;
  }

  private Document reply() {
    Document reply = new Document("n", (int) matched).append("nModified", (int) modified);
    if (!upserted.isEmpty()) {
      reply.append("upserted", upserted);
    }
    if (!errors.isEmpty()) {
      reply.append("writeErrors", errors);
    }
    Utils.markOkay(reply);
    return reply;
  }
}
