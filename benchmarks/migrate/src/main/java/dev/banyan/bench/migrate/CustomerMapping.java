package dev.banyan.bench.migrate;

import dev.banyan.jobs.mapping.CollectionMapping;
import java.util.Map;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.DocumentCodec;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The collection of the benchmark in today's interface of mappings. */
final class CustomerMapping implements CollectionMapping<Map<String, AttributeValue>> {

  private static final DocumentCodec CODEC = new DocumentCodec();

  @Override
  public String collection() {
    return Documents.COLLECTION;
  }

  @Override
  public String ownedBy() {
    return "bench";
  }

  @Override
  public String fingerprint() {
    return "bench-1";
  }

  @Override
  public Map<String, AttributeValue> read(RawBsonDocument raw) {
    Document document = raw.decode(CODEC);
    return DocumentItems.of(document);
  }
}
