package dev.banyan.relay;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.model.Filters;
import dev.banyan.capture.CaptureConfig;
import dev.banyan.capture.mapping.EventMapping;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonInt32;

/** Whether MongoDB can be followed, and the collections are as the mappings need them. */
final class MongoCheck {

  private static final int WIRE_VERSION_OF_6_0 = 17;
  private static final int UNAUTHORIZED = 13;
  private static final int AUTHENTICATION_FAILED = 18;

  private final MongoClient client;
  private final CaptureConfig config;
  private final String maskedUri;

  MongoCheck(MongoClient client, CaptureConfig config, String maskedUri) {
    this.client = client;
    this.config = config;
    this.maskedUri = maskedUri;
  }

  List<Finding> run() {
    try {
      List<Finding> findings = new ArrayList<>(List.of(server()));
      if (findings.get(0) instanceof Finding.Fine) {
        config.mappings().forEach(mapping -> findings.add(deletes(mapping)));
      }
      return findings;
    } catch (MongoException e) {
      return List.of(translated(e));
    }
  }

  private Finding server() {
    BsonDocument hello =
        client
            .getDatabase("admin")
            .runCommand(new BsonDocument("hello", new BsonInt32(1)), BsonDocument.class);
    boolean sharded = hello.isString("msg") && hello.getString("msg").getValue().equals("isdbgrid");
    if (!hello.containsKey("setName") && !sharded) {
      return new Finding.Wrong(
          "MongoDB runs as a standalone server: change streams, and transactions for the outbox,"
              + " need a replica set",
          "start mongod with --replSet rs0 and run rs.initiate() once; one member is enough");
    }
    int wire = hello.getInt32("maxWireVersion", new BsonInt32(0)).getValue();
    return wire < WIRE_VERSION_OF_6_0
        ? new Finding.Wrong("MongoDB is older than 6.0 (wire version " + wire + ")", "upgrade it")
        : new Finding.Fine("MongoDB at " + maskedUri + " is a replica set or sharded cluster");
  }

  private Finding deletes(EventMapping mapping) {
    String collection = mapping.collection();
    BsonDocument found =
        client
            .getDatabase(config.database())
            .listCollections(BsonDocument.class)
            .filter(Filters.eq("name", collection))
            .first();
    List<String> missing = mapping.pathsThatNeedPreImages();
    if (found == null && !mapping.shape().optional()) {
      return new Finding.Wrong(
          "there is no collection " + config.database() + "." + collection,
          "correct its name in the mapping file, or mark it optional: true");
    }
    boolean enabled = found != null && found.toJson().contains("PreImages\": {\"enabled\": true");
    boolean allowed = config.preImages() == CaptureConfig.PreImages.ENABLE;
    return missing.isEmpty() || enabled || allowed
        ? new Finding.Fine("collection " + collection + " becomes events")
        : new Finding.Wrong(
            "deletes in collection " + collection + " would lack " + missing,
            "set pre-images: enable, or let the mapping do with what the _id holds");
  }

  private Finding translated(MongoException e) {
    if (e instanceof MongoSecurityException || e.getCode() == AUTHENTICATION_FAILED) {
      return new Finding.Wrong(
          "MongoDB at " + maskedUri + " refuses user or password",
          "correct " + SettingsReader.URI_VARIABLE + " or the URI; mind authSource");
    }
    if (e instanceof MongoTimeoutException) {
      return new Finding.Wrong(
          "MongoDB at " + maskedUri + " does not answer",
          "look at host, port, TLS and the network from this machine; behind a tunnel add"
              + " directConnection=true");
    }
    if (e instanceof MongoCommandException && e.getCode() == UNAUTHORIZED) {
      return new Finding.Wrong(
          "the MongoDB user lacks a right in database " + config.database(),
          "grant readWrite on it (and dbAdmin where pre-images: enable is set)");
    }
    return new Finding.Wrong("MongoDB failed: error " + e.getCode(), String.valueOf(e));
  }
}
