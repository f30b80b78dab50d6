package dev.banyan.capture.operations;

import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOptions;
import dev.banyan.events.SourceVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * How far a resnapshot has got, beside the relay's lease; another run goes on from it. Not
 * thread-safe.
 */
final class SnapshotProgress {

  private static final String COLLECTION = "banyan_relay";
  private static final String ID = "resnapshot";

  private final MongoCollection<BsonDocument> documents;
  private final SourceVersion floor;
  private final List<String> left;
  private @Nullable BsonValue last;
  private long read;
  private long puts;
  private long setAside;

  private SnapshotProgress(
      MongoCollection<BsonDocument> documents, SourceVersion floor, List<String> left) {
    this.documents = documents;
    this.floor = floor;
    this.left = new ArrayList<>(left);
  }

  private static MongoCollection<BsonDocument> documents(MongoDatabase database) {
    return database
        .getCollection(COLLECTION, BsonDocument.class)
        .withWriteConcern(WriteConcern.MAJORITY);
  }

  static SnapshotProgress begin(MongoDatabase database, SourceVersion floor, List<String> names) {
    SnapshotProgress progress = new SnapshotProgress(documents(database), floor, names);
    progress.save();
    return progress;
  }

  /** One that was stopped, if it copies the same. */
  static Optional<SnapshotProgress> load(MongoDatabase database, List<String> names) {
    MongoCollection<BsonDocument> documents = documents(database);
    return Optional.ofNullable(documents.find(Filters.eq("_id", ID)).first())
        .filter(bson -> bson.getArray("collections").equals(array(names)))
        .map(bson -> fromBson(documents, bson));
  }

  private static SnapshotProgress fromBson(
      MongoCollection<BsonDocument> documents, BsonDocument bson) {
    SnapshotProgress progress =
        new SnapshotProgress(
            documents,
            SourceVersion.parse(bson.getString("floor").getValue()),
            bson.getArray("left").stream().map(name -> name.asString().getValue()).toList());
    progress.last = bson.get("last");
    progress.read = bson.getNumber("read").longValue();
    progress.puts = bson.getNumber("puts").longValue();
    progress.setAside = bson.getNumber("setAside").longValue();
    progress.names = bson.getArray("collections");
    return progress;
  }

  private @Nullable BsonArray names;

  private static BsonArray array(List<String> names) {
    return new BsonArray(names.stream().map(BsonString::new).toList());
  }

  /** Everything up to this document of the present collection is acknowledged. */
  void reached(BsonValue id) {
    last = id;
    save();
  }

  void finished(String collection) {
    left.remove(collection);
    last = null;
    save();
  }

  private void save() {
    if (names == null) {
      names = array(left);
    }
    BsonDocument bson =
        new BsonDocument("_id", new BsonString(ID))
            .append("floor", new BsonString(floor.toString()))
            .append("collections", names)
            .append("left", array(left))
            .append("read", new BsonInt64(read))
            .append("puts", new BsonInt64(puts))
            .append("setAside", new BsonInt64(setAside));
    if (last != null) {
      bson.append("last", last);
    }
    documents.replaceOne(Filters.eq("_id", ID), bson, new ReplaceOptions().upsert(true));
  }

  void end() {
    documents.deleteOne(Filters.eq("_id", ID));
  }

  void count(int events, boolean aside) {
    read++;
    puts += events;
    setAside += aside ? 1 : 0;
  }

  SourceVersion floor() {
    return floor;
  }

  List<String> left() {
    return List.copyOf(left);
  }

  @Nullable BsonValue last() {
    return last;
  }

  long read() {
    return read;
  }

  long puts() {
    return puts;
  }

  long setAside() {
    return setAside;
  }
}
