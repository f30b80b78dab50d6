package dev.banyan.localcloud.mongo.database;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import dev.banyan.localcloud.mongo.collection.EmbeddedCollection;
import dev.banyan.localcloud.mongo.query.PipelineStages;
import dev.banyan.localcloud.mongo.wire.Fields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command explain: tells which index a command would use, whatever the verbosity; it runs
 * nothing. See <a
 * href="https://www.mongodb.com/docs/manual/reference/command/explain/">explain</a>.
 */
final class Explain {

  private static final int COMMAND_NOT_FOUND = 59;

  private final EmbeddedDatabase database;
  private final Document command;
  private final String name;

  Explain(EmbeddedDatabase database, Document command) {
    this.database = database;
    this.command = command;
    this.name = command.isEmpty() ? "" : command.keySet().iterator().next();
  }

  Document run() {
    Target target = target();
    String collection = String.valueOf(command.get(name));
    EmbeddedCollection explained = database.collection(collection);
    Document plan =
        explained == null
            ? new Document("stage", "EOF")
            : explained.explain(target.filter(), target.sort());
    Document planner =
        new Document("namespace", database.getDatabaseName() + "." + collection)
            .append("indexFilterSet", false)
            .append("parsedQuery", target.filter())
            .append("winningPlan", plan)
            .append("rejectedPlans", List.of());
    Document reply =
        new Document("explainVersion", "1")
            .append("queryPlanner", planner)
            .append("command", command);
    Utils.markOkay(reply);
    return reply;
  }

  private record Target(Document filter, @Nullable Document sort) {}

  private Target target() {
    return switch (name) {
      case "find" -> new Target(Fields.document(command, "filter"), sort(command));
      case "count", "distinct" -> new Target(Fields.document(command, "query"), null);
      case "findAndModify", "findandmodify" ->
          new Target(Fields.document(command, "query"), sort(command));
      case "update" -> new Target(firstFilter("updates"), null);
      case "delete" -> new Target(firstFilter("deletes"), null);
      case "aggregate" -> head(PipelineStages.parse(command.get("pipeline")));
      default ->
          throw new MongoServerError(
              COMMAND_NOT_FOUND, "CommandNotFound", "Explain knows no command '" + name + "'");
    };
  }

  private static @Nullable Document sort(Document holder) {
    return holder.get("sort") instanceof Document sort && !sort.isEmpty() ? sort : null;
  }

  private Document firstFilter(String statements) {
    List<Document> all = Fields.documents(command, statements);
    return all.isEmpty() ? new Document() : Fields.document(all.get(0), "q");
  }

  /** What a pipeline asks of the collection: its leading $match and $sort. */
  private static Target head(List<Document> stages) {
    boolean matches = !stages.isEmpty() && stages.get(0).containsKey("$match");
    Document filter = matches ? Fields.document(stages.get(0), "$match") : new Document();
    int next = matches ? 1 : 0;
    Object sort = next < stages.size() ? stages.get(next).get("$sort") : null;
    return new Target(filter, sort instanceof Document order ? order : null);
  }
}
