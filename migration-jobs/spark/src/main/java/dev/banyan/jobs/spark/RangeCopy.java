package dev.banyan.jobs.spark;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.mapping.DocumentEncoder;
import dev.banyan.jobs.mapping.EncodeOutcome;
import dev.banyan.jobs.mapping.EncodeOutcome.Encoded;
import dev.banyan.jobs.mapping.EncodeOutcome.Filtered;
import dev.banyan.jobs.mapping.EncodeOutcome.Gone;
import dev.banyan.jobs.mapping.EncodeOutcome.Unmappable;
import dev.banyan.jobs.range.IdRange;
import dev.banyan.jobs.range.RangeCursor;
import dev.banyan.jobs.range.RangeReader;
import java.util.ArrayList;
import java.util.List;
import org.bson.RawBsonDocument;

/** One range: read as raw BSON, encode, hand to the output. Confined to a thread. */
final class RangeCopy {

  private final DocumentEncoder encoder;
  private final SourceVersion floor;
  private final ItemOutput output;
  private final DeadLetterFile deadLetters;
  private final List<Item> items = new ArrayList<>();
  private long documents;
  private long skipped;

  RangeCopy(
      DocumentEncoder encoder, SourceVersion floor, ItemOutput output, DeadLetterFile deadLetters) {
    this.encoder = encoder;
    this.floor = floor;
    this.output = output;
    this.deadLetters = deadLetters;
  }

  /** Copies it; returns when items and dead letters are durable. */
  RangeOutcome run(RangeReader reader, int number, IdRange range) {
    try (RangeCursor cursor = reader.open(range, null)) {
      for (RawBsonDocument next = cursor.next(); next != null; next = cursor.next()) {
        copy(next);
      }
    }
    ItemOutput.Written written = output.finish();
    return new RangeOutcome(
        number,
        documents,
        skipped,
        written.items(),
        written.alreadyNewer(),
        deadLetters.publish(),
        written.parts());
  }

  private void copy(RawBsonDocument document) {
    documents++;
    items.clear();
    EncodeOutcome outcome = encoder.encode(document, floor, item -> items.add(Item.copyOf(item)));
    if (outcome instanceof Encoded) {
      output.write(document, items);
    } else if (outcome instanceof Filtered || outcome instanceof Gone) {
      skipped++;
    } else if (outcome instanceof Unmappable) {
      deadLetters.add(document, outcome.toString());
    }
  }
}
