package dev.banyan.jobs.mapping;

import dev.banyan.jobs.image.BsonScan;
import dev.banyan.jobs.image.BsonTypes;
import dev.banyan.jobs.image.ImageWriter;
import dev.banyan.jobs.image.JsonBuffer;
import dev.banyan.jobs.image.RefusedException;
import java.time.Duration;

/** The attribute that expires an item: seconds since the epoch, as DynamoDB's TTL wants it. */
record Expiry(AttributeName name, int slot, Duration plus) {

  void write(Slots slots, ItemEncoder encoder, EncodedItem item) {
    if (!slots.has(slot)) {
      return;
    }
    if (slots.type(slot) != BsonTypes.DATE) {
      throw new RefusedException(
          slots.start(slot), BsonTypes.name(slots.type(slot)) + " where the expiry needs a date");
    }
    long millis = BsonScan.int64(slots.bytes(slot), slots.start(slot));
    JsonBuffer out = encoder.out();
    int value = encoder.open(name);
    out.ascii("{\"N\":\"");
    int from = out.position();
    out.digits(Math.floorDiv(millis, 1000L) + plus.toSeconds());
    int size = ImageWriter.numberSize(out.array(), from, out.position());
    out.ascii("\"}");
    encoder.close(item, name, value, size);
  }
}
