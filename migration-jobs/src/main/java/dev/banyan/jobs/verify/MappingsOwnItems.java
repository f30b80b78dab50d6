package dev.banyan.jobs.verify;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.image.ItemJson;
import dev.banyan.jobs.mapping.DocumentMapping;
import dev.banyan.jobs.mapping.EncodeOutcome;
import dev.banyan.jobs.mapping.EncodeOutcome.Unmappable;
import dev.banyan.jobs.verify.expect.CollectionExpectation;
import java.util.ArrayList;
import java.util.List;
import org.bson.RawBsonDocument;

/**
 * What a mapping makes, taken for what must be: for mappings in Java of which nobody has said a
 * second time what they should make. What is lost, extra, stale or changed shows; a mistake of the
 * mapping does not, and whoever runs this says so.
 */
record MappingsOwnItems(DocumentMapping mapping) implements CollectionExpectation {

  @Override
  public List<Item> items(RawBsonDocument document) {
    List<Item> items = new ArrayList<>();
    EncodeOutcome outcome =
        mapping
            .encoder()
            .encode(
                document,
                SourceVersion.LOWEST,
                item ->
                    items.add(
                        new Item(
                            item.table().name(),
                            ItemJson.parse(item.array(), item.offset(), item.length()))));
    if (outcome instanceof Unmappable why) {
      throw new IllegalArgumentException(why.toString());
    }
    return items;
  }
}
