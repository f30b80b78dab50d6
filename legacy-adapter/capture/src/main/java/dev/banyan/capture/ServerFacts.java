package dev.banyan.capture;

import com.mongodb.client.MongoDatabase;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;

/**
 * What a server can do.
 *
 * @param version such as {@code 7.0.14}
 * @param replicated whether it is a member of a replica set or a router of a sharded cluster
 */
record ServerFacts(String version, boolean replicated) {

  static ServerFacts of(MongoDatabase database) {
    BsonDocument hello = run(database, "hello");
    boolean router = new BsonString("isdbgrid").equals(hello.get("msg"));
    BsonDocument build = run(database, "buildInfo");
    return new ServerFacts(
        build.getString("version").getValue(), router || hello.containsKey("setName"));
  }

  private static BsonDocument run(MongoDatabase database, String command) {
    return database.runCommand(new BsonDocument(command, new BsonInt32(1)), BsonDocument.class);
  }

  /** Whether its version is this or newer. */
  boolean atLeast(int major, int minor) {
    String[] parts = version.split("[.-]");
    int itsMajor = Integer.parseInt(parts[0]);
    int itsMinor = parts.length > 1 ? Integer.parseInt(parts[1]) : 0;
    return itsMajor > major || (itsMajor == major && itsMinor >= minor);
  }

  /** Pre-images and the wall time of changes came with 6.0. */
  boolean hasPreImages() {
    return atLeast(6, 0);
  }

  /** Why capture by change stream does not work here. */
  static StartUpProblem noReplicaSet(Object collections) {
    return new StartUpProblem(
        "MongoDB runs as a standalone server, which has no change streams and no transactions:"
            + " the mapped collections "
            + collections
            + " cannot be captured",
        "Start it as a replica set (--replSet rs0, then rs.initiate()), one member is enough; or"
            + " publish explicit events by the outbox, which is polled here");
  }
}
