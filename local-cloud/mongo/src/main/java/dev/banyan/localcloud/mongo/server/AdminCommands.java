package dev.banyan.localcloud.mongo.server;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import dev.banyan.localcloud.mongo.log.ChangeLog;
import dev.banyan.localcloud.mongo.session.Sessions;
import dev.banyan.localcloud.mongo.wire.Fields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Commands of the server as a whole: sessions, the replica set, history. */
final class AdminCommands {

  private static final int BAD_VALUE = 2;

  private final ChangeLog changes;
  private final Handshake handshake;
  private final Sessions sessions;

  AdminCommands(ChangeLog changes, Handshake handshake, Sessions sessions) {
    this.changes = changes;
    this.handshake = handshake;
    this.sessions = sessions;
  }

  /** The reply, or null if the command is not one of these. */
  @Nullable Document reply(String command, Document query) {
    return switch (command) {
      case "hello", "isMaster", "ismaster" -> handshake.reply(command, changes.newest());
      case "replSetGetStatus" -> handshake.replicaSetStatus(changes.newest());
      case "replSetGetConfig" -> handshake.replicaSetConfig();
      case "startSession" -> sessions.start();
      case "endSessions", "refreshSessions", "killSessions" ->
          onSessions(command, Fields.documents(query, command));
      case "banyanExpireHistory" -> expireHistory(query);
      default -> null;
    };
  }

  private Document onSessions(String command, List<Document> lsids) {
    return command.equals("refreshSessions") ? sessions.refresh(lsids) : sessions.end(lsids);
  }

  /** {@code {banyanExpireHistory: 1, keepLast: n}}: a real oplog loses its oldest part by size. */
  private Document expireHistory(Document query) {
    long keepLast = Fields.number(query, "keepLast", 0);
    if (keepLast < 0 || keepLast > Integer.MAX_VALUE) {
      throw new MongoServerError(
          BAD_VALUE, "BadValue", "keepLast must be a number of changes, not " + keepLast);
    }
    changes.forgetAllBut((int) keepLast);
    Document reply = new Document();
    Utils.markOkay(reply);
    return reply;
  }
}
