package dev.banyan.localcloud.mongo.server;

import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import de.bwaldvogel.mongo.wire.BsonConstants;
import dev.banyan.localcloud.mongo.session.Sessions;
import dev.banyan.localcloud.mongo.wire.WireDecoder;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/**
 * The answer to {@code hello} of the only member and primary of a replica set. See <a
 * href="https://www.mongodb.com/docs/manual/reference/command/hello/">hello</a>.
 */
public record Handshake(Clock clock, String setName, Supplier<String> host) {

  private static final int WIRE_VERSION = 21;
  private static final int MOST_WRITES_PER_BATCH = 100_000;
  private static final ObjectId ELECTION = new ObjectId("7fffffff0000000000000001");

  /** Change streams with pre- and post-images came with 6.0. */
  static final MongoVersion VERSION =
      new MongoVersion() {
        @Override
        public List<Integer> getVersionArray() {
          return List.of(7, 0, 0);
        }

        @Override
        public int getWireVersion() {
          return WIRE_VERSION;
        }
      };

  Document reply(String command, long newestChange) {
    String address = host.get();
    Document reply = new Document("helloOk", true);
    reply.append(command.equals("hello") ? "isWritablePrimary" : "ismaster", true);
    reply
        .append("secondary", false)
        .append("setName", setName)
        .append("setVersion", 1)
        .append("hosts", List.of(address))
        .append("primary", address)
        .append("me", address)
        .append("electionId", ELECTION)
        .append("lastWrite", lastWrite(newestChange))
        .append("maxBsonObjectSize", BsonConstants.MAX_BSON_OBJECT_SIZE)
        .append("maxMessageSizeBytes", WireDecoder.LARGEST_MESSAGE)
        .append("maxWriteBatchSize", MOST_WRITES_PER_BATCH)
        .append("localTime", clock.instant())
        .append("logicalSessionTimeoutMinutes", (int) Sessions.IDLE.toMinutes())
        .append("minWireVersion", 0)
        .append("maxWireVersion", WIRE_VERSION)
        .append("readOnly", false);
    Utils.markOkay(reply);
    return reply;
  }

  /**
   * See <a href="https://www.mongodb.com/docs/manual/reference/command/replSetGetStatus/">it</a>.
   */
  Document replicaSetStatus(long newestChange) {
    Document opTime = opTime(newestChange);
    Document self =
        new Document("_id", 0)
            .append("name", host.get())
            .append("health", 1.0)
            .append("state", 1)
            .append("stateStr", "PRIMARY")
            .append("optime", opTime)
            .append("self", true);
    Document optimes =
        new Document("lastCommittedOpTime", opTime)
            .append("appliedOpTime", opTime)
            .append("durableOpTime", opTime);
    Document reply =
        new Document("set", setName)
            .append("date", clock.instant())
            .append("myState", 1)
            .append("term", 1L)
            .append("majorityVoteCount", 1)
            .append("optimes", optimes)
            .append("members", List.of(self));
    Utils.markOkay(reply);
    return reply;
  }

  Document replicaSetConfig() {
    Document self = new Document("_id", 0).append("host", host.get()).append("priority", 1.0);
    Document config =
        new Document("_id", setName).append("version", 1).append("members", List.of(self));
    Document reply = new Document("config", config);
    Utils.markOkay(reply);
    return reply;
  }

  private static Document opTime(long newestChange) {
    return new Document("ts", new BsonTimestamp(newestChange)).append("t", 1L);
  }

  private static Document lastWrite(long newestChange) {
    Document opTime = opTime(newestChange);
    Instant date = Instant.ofEpochSecond(newestChange >>> 32);
    return new Document("opTime", opTime)
        .append("lastWriteDate", date)
        .append("majorityOpTime", opTime)
        .append("majorityWriteDate", date);
  }
}
