package dev.banyan.localcloud.mongo.database;

import de.bwaldvogel.mongo.backend.ArrayFilters;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.exception.MongoServerException;
import de.bwaldvogel.mongo.oplog.NoopOplog;
import dev.banyan.localcloud.mongo.collection.EmbeddedCollection;
import dev.banyan.localcloud.mongo.session.ExecutedStatements;
import dev.banyan.localcloud.mongo.storage.WriteConflict;
import dev.banyan.localcloud.mongo.wire.Fields;
import dev.banyan.localcloud.mongo.wire.WriteErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjIntConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The commands insert, update and delete, run statement by statement. See <a
 * href="https://www.mongodb.com/docs/manual/reference/command/nav-crud/">Query and Write Operation
 * Commands</a>.
 */
final class WriteCommands {

  private static final Document DONE = new Document();

  private final EmbeddedDatabase database;
  private final Document command;
  private final ExecutedStatements executed;
  private final boolean ordered;
  private final List<Document> errors = new ArrayList<>();
  private final List<Document> upserted = new ArrayList<>();
  private long count;
  private long modified;

  WriteCommands(EmbeddedDatabase database, Document command, ExecutedStatements executed) {
    this.database = database;
    this.command = command;
    this.executed = executed;
    this.ordered = !Boolean.FALSE.equals(command.get("ordered"));
  }

  Document insert() {
    EmbeddedCollection collection = database.forWriting(String.valueOf(command.get("insert")));
    List<Document> documents = Fields.documents(command, "documents");
    List<Document> fresh = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < documents.size(); i++) {
      if (executed.replay(ExecutedStatements.idOf(command, i)) == null) {
        fresh.add(documents.get(i));
        places.add(i);
      }
    }
    int failedFrom = insertFresh(collection, fresh, places);
    count = documents.size() - (fresh.size() - failedFrom);
    return reply();
  }

  /** Returns how many were inserted. */
  private int insertFresh(
      EmbeddedCollection collection, List<Document> fresh, List<Integer> places) {
    List<Document> failed = collection.insertDocuments(fresh, ordered);
    boolean[] missing = new boolean[fresh.size()];
    for (Document error : failed) {
      int index = (int) Fields.number(error, "index", 0);
      missing[index] = true;
      error.put("index", places.get(index));
      errors.add(error);
    }
    int inserted = 0;
    for (int i = 0; i < fresh.size(); i++) {
      if (missing[i] && ordered) {
        return inserted;
      }
      if (!missing[i]) {
        executed.executed(ExecutedStatements.idOf(command, places.get(i)), DONE);
        inserted++;
      }
    }
    return inserted;
  }

  Document update() {
    EmbeddedCollection collection = database.forWriting(String.valueOf(command.get("update")));
    forEach("updates", statement -> update(collection, statement), this::addUpdate);
    return reply().append("nModified", (int) modified);
  }

  private Document update(EmbeddedCollection collection, Document statement) {
    Document selector = Fields.document(statement, "q");
    boolean multi = Utils.isTrue(statement.get("multi"));
    boolean upsert = Utils.isTrue(statement.get("upsert"));
    if (statement.get("u") instanceof List<?> pipeline) {
      return collection.updateByPipeline(selector, pipeline, multi, upsert);
    }
    if (!(statement.get("u") instanceof Document update)) {
      throw new MongoServerError(9, "FailedToParse", "An update needs u: a document or a pipeline");
    }
    return statement.containsKey("arrayFilters")
        ? database.updateByArrayFilters(collection.getCollectionName(), statement)
        : collection.updateDocuments(
            selector, update, ArrayFilters.empty(), multi, upsert, NoopOplog.get());
  }

  private void addUpdate(Document result, int index) {
    count += Fields.number(result, "n", 0);
    modified += Fields.number(result, "nModified", 0);
    if (result.containsKey("upserted")) {
      count++;
      upserted.add(new Document("index", index).append("_id", result.get("upserted")));
    }
  }

  Document delete() {
    EmbeddedCollection collection = database.collection(String.valueOf(command.get("delete")));
    forEach("deletes", statement -> delete(collection, statement), this::addDelete);
    return reply();
  }

  private static Document delete(@Nullable EmbeddedCollection collection, Document statement) {
    int limit = (int) Fields.number(statement, "limit", 0);
    Document selector = Fields.document(statement, "q");
    return new Document(
        "n", collection == null ? 0 : collection.deleteDocuments(selector, limit, NoopOplog.get()));
  }

  private void addDelete(Document result, int index) {
    count += Fields.number(result, "n", 0);
  }

  private void forEach(
      String field, UnaryOperator<Document> statement, ObjIntConsumer<Document> result) {
    List<Document> statements = Fields.documents(command, field);
    for (int i = 0; i < statements.size() && (errors.isEmpty() || !ordered); i++) {
      try {
        result.accept(once(i, statements.get(i), statement), i);
      } catch (WriteConflict e) {
        throw e;
      } catch (MongoServerException e) {
        errors.add(WriteErrors.at(i, e));
      }
    }
  }

  /** Runs a statement, or takes what it did before. */
  private Document once(int index, Document statement, UnaryOperator<Document> run) {
    int id = ExecutedStatements.idOf(command, index);
    Document before = executed.replay(id);
    if (before != null) {
      return before;
    }
    Document result = run.apply(statement);
    executed.executed(id, result);
    return result;
  }

  private Document reply() {
    Document reply = new Document("n", (int) count);
    if (!upserted.isEmpty()) {
      reply.append("upserted", upserted);
    }
    if (!errors.isEmpty()) {
      reply.append("writeErrors", errors);
    }
    Utils.markOkay(reply);
    return executed.mark(reply);
  }
}
