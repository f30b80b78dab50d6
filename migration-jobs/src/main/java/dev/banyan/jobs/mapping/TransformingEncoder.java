package dev.banyan.jobs.mapping;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.image.BsonPath;
import dev.banyan.jobs.image.BsonScan;
import dev.banyan.jobs.image.RefusedException;
import dev.banyan.jobs.mapping.EncodeOutcome.Encoded;
import dev.banyan.jobs.mapping.EncodeOutcome.Filtered;
import dev.banyan.jobs.mapping.EncodeOutcome.Gone;
import dev.banyan.jobs.mapping.EncodeOutcome.Unmappable;
import java.util.ArrayList;
import java.util.List;
import org.bson.BSONException;
import org.bson.RawBsonDocument;

/** Java in front of an encoder: all documents that it makes are encoded, or none is. */
record TransformingEncoder(DocumentTransform transform, DocumentEncoder encoder)
    implements DocumentEncoder {

  @Override
  public EncodeOutcome encode(
      byte[] bson, int offset, int length, SourceVersion floor, ItemSink sink) {
    List<RawBsonDocument> documents;
    try {
      BsonScan.check(bson, offset, offset + length);
      documents = transform.apply(new RawBsonDocument(bson, offset, length));
    } catch (RefusedException e) {
      return new Unmappable(BsonPath.at(bson, offset, offset + length, e.position()), e.reason());
    } catch (IllegalArgumentException | BSONException e) {
      return new Unmappable("", String.valueOf(e.getMessage()));
    }
    for (EncodeOutcome outcome : encodeAll(documents, floor, item -> {})) {
      if (outcome instanceof Unmappable || outcome instanceof Gone) {
        return outcome;
      }
    }
    int items = 0;
    boolean wanted = false;
    for (EncodeOutcome outcome : encodeAll(documents, floor, sink)) {
      if (outcome instanceof Encoded encoded) {
        items += encoded.items();
        wanted = true;
      }
    }
    return wanted || documents.isEmpty() ? new Encoded(items) : new Filtered();
  }

  private List<EncodeOutcome> encodeAll(
      List<RawBsonDocument> documents, SourceVersion floor, ItemSink sink) {
    List<EncodeOutcome> outcomes = new ArrayList<>();
    for (RawBsonDocument document : documents) {
      outcomes.add(encoder.encode(document, floor, sink));
    }
    return outcomes;
  }
}
