package dev.banyan.localcloud.mongo;

import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.OperationType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A database of its own for each test, on the server under test. */
abstract class ContractFixture {

  static final Duration SOON = Duration.ofSeconds(20);

  MongoClient client;
  MongoDatabase database;
  MongoCollection<Document> follows;

  /** A connection string of the server under test. */
  abstract String connectionString();

  @BeforeEach
  void connect() {
    client = MongoClients.create(connectionString());
    database = client.getDatabase("t" + UUID.randomUUID().toString().replace("-", ""));
    database.createCollection("follows");
    follows = database.getCollection("follows");
  }

  @AfterEach
  void disconnect() {
    database.drop();
    client.close();
  }

  static Document follow(String follower, String followee) {
    return new Document("_id", follower + ":" + followee)
        .append("follower", follower)
        .append("followee", followee);
  }

  static ChangeStreamDocument<Document> next(
      MongoChangeStreamCursor<ChangeStreamDocument<Document>> stream) {
    long deadline = System.nanoTime() + SOON.toNanos();
    while (System.nanoTime() < deadline) {
      ChangeStreamDocument<Document> event = stream.tryNext();
      if (event != null) {
        return event;
      }
    }
    throw new AssertionError("no event within " + SOON);
  }

  static List<OperationType> types(
      MongoChangeStreamCursor<ChangeStreamDocument<Document>> stream, int count) {
    return IntStream.range(0, count).mapToObj(i -> next(stream).getOperationType()).toList();
  }

  static List<Integer> ids(Iterable<Document> documents) {
    List<Integer> ids = new ArrayList<>();
    documents.forEach(document -> ids.add(document.getInteger("_id")));
    return ids;
  }
}
