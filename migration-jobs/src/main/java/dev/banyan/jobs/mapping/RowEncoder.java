package dev.banyan.jobs.mapping;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.image.BsonPath;
import dev.banyan.jobs.image.BsonScan;
import dev.banyan.jobs.image.JsonBuffer;
import dev.banyan.jobs.image.RefusedException;
import dev.banyan.jobs.mapping.EncodeOutcome.Encoded;
import dev.banyan.jobs.mapping.EncodeOutcome.Gone;
import dev.banyan.jobs.mapping.EncodeOutcome.Unmappable;
import java.util.ArrayList;
import java.util.List;
import org.bson.RawBsonDocument;

/**
 * The items of a mapping written in Java, as DynamoDB JSON. Confined to one thread.
 *
 * @param <T> a document as the mapping knows it
 */
final class RowEncoder<T> implements DocumentEncoder {

  private final CollectionMapping<T> mapping;
  private final JsonBuffer out = new JsonBuffer(4_096);
  private final RowWriter writer = new RowWriter(out);

  RowEncoder(CollectionMapping<T> mapping) {
    this.mapping = mapping;
  }

  @Override
  public EncodeOutcome encode(
      byte[] bson, int offset, int length, SourceVersion floor, ItemSink sink) {
    List<EncodedItem> items;
    try {
      BsonScan.check(bson, offset, offset + length);
      Mapped<T> mapped = mapping.map(new RawBsonDocument(bson, offset, length), floor);
      if (mapped instanceof Mapped.Gone<T>) {
        return new Gone();
      }
      if (mapped instanceof Mapped.Unmappable<T> unmappable) {
        return new Unmappable("", unmappable.cause());
      }
      items = encoded((Mapped.Row<T>) mapped);
    } catch (RefusedException e) {
      return new Unmappable(BsonPath.at(bson, offset, offset + length, e.position()), e.reason());
    } catch (IllegalArgumentException e) {
      return new Unmappable("", String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      return new Unmappable("", mapping.getClass().getName() + ": " + e);
    }
    items.forEach(sink::item); // only now: all of a document's items, or none
    return new Encoded(items.size());
  }

  private List<EncodedItem> encoded(Mapped.Row<T> row) {
    out.rewind(0);
    List<EncodedItem> items = new ArrayList<>();
    for (TableItem item : mapping.items(row.value(), row.version())) {
      items.add(writer.write(item, row.version()));
    }
    return items;
  }
}
