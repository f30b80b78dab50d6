package dev.banyan.jobs.plan;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Aggregates;
import java.util.Iterator;
import java.util.List;
import org.bson.RawBsonDocument;

/** A collection: a sample where there are more documents than wanted, the whole otherwise. */
record CollectionSource(MongoCollection<RawBsonDocument> collection) implements DocumentSource {

  @Override
  public String name() {
    return collection.getNamespace().getFullName();
  }

  @Override
  public long documents() {
    return collection.estimatedDocumentCount();
  }

  @Override
  public Iterator<RawBsonDocument> sample(int most) {
    return documents() <= most
        ? all()
        : collection.aggregate(List.of(Aggregates.sample(most))).iterator();
  }

  @Override
  public Iterator<RawBsonDocument> all() {
    return collection.find().iterator();
  }
}
