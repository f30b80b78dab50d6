package dev.banyan.jobs.range;

import com.mongodb.client.MongoDatabase;
import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.JobException;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;

/** Where MongoDB's change stream stands. */
public final class ChangePosition {

  private ChangePosition() {}

  /**
   * The cluster time that every later majority read is not behind of, and so a floor version: a
   * document that is read after it reflects all changes up to it.
   *
   * <p>Taken from a majority read, whose {@code operationTime} is the time of the snapshot that it
   * read. A plain ping's may be ahead of what majority reads show, and a floor that is too high
   * would win over a change that the document does not show yet.
   *
   * @throws JobException if MongoDB is no replica set, which has no change streams either
   */
  public static BsonTimestamp clusterTime(MongoDatabase database, String collection) {
    BsonDocument find =
        new BsonDocument("find", new BsonString(collection))
            .append("limit", new BsonInt32(1))
            .append("projection", new BsonDocument("_id", new BsonInt32(1)))
            .append("singleBatch", BsonBoolean.TRUE)
            .append("readConcern", new BsonDocument("level", new BsonString("majority")));
    BsonValue time = database.runCommand(find, BsonDocument.class).get("operationTime");
    if (time == null || !time.isTimestamp()) {
      throw new JobException(
          "MongoDB gives no operationTime for "
              + database.getName()
              + ": Banyan needs a replica set, a single node will do (rs.initiate())");
    }
    return time.asTimestamp();
  }

  /** {@link #clusterTime} as a source version. */
  public static SourceVersion now(MongoDatabase database, String collection) {
    return SourceVersion.ofClusterTime(clusterTime(database, collection).getValue(), 0);
  }
}
