package dev.banyan.localcloud.mongo.collection;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * The field lastErrorObject of a findAndModify reply. See <a
 * href="https://www.mongodb.com/docs/manual/reference/command/findAndModify/">findAndModify</a>.
 */
final class LastError {

  private LastError() {}

  /** Of what is no update; the base tells of updates only. */
  static Document of(Document command, Document reply, @Nullable Object upserted) {
    if (Utils.isTrue(command.get("remove"))) {
      return new Document("n", reply.get("value") == null ? 0 : 1);
    }
    Document told = new Document("n", 0).append("updatedExisting", false);
    return upserted == null ? told : told.append("n", 1).append("upserted", upserted);
  }
}
