package dev.banyan.jobs.plan;

import com.mongodb.client.MongoCollection;
import dev.banyan.jobs.dump.DumpSource;
import java.util.Iterator;
import org.bson.RawBsonDocument;

/** Documents to look at before anything moves; can be read more than once. */
public interface DocumentSource {

  /** For messages: the collection, or the file. */
  String name();

  /** How many documents there are; -1 if it is not known before all are read. */
  long documents();

  /**
   * Some of the documents, spread over the whole if the source can do that.
   *
   * @param most how many at most
   */
  Iterator<RawBsonDocument> sample(int most);

  /** All documents, in no particular order. */
  Iterator<RawBsonDocument> all();

  /** A collection of a running MongoDB. */
  static DocumentSource of(MongoCollection<RawBsonDocument> collection) {
    return new CollectionSource(collection);
  }

  /** A collection that mongodump wrote. */
  static DocumentSource dump(DumpSource dump) {
    return new DumpSample(dump);
  }
}
