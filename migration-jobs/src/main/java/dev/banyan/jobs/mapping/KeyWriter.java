package dev.banyan.jobs.mapping;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.banyan.jobs.image.ImageWriter;
import dev.banyan.jobs.image.JsonBuffer;
import dev.banyan.jobs.image.RefusedException;
import dev.banyan.jobs.mapping.spec.TableSpec.KeyAttribute;

/**
 * Writes a key attribute. Limits: <a
 * href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html">2,048
 * bytes for a partition key, 1,024 for a sort key, none empty</a>.
 */
final class KeyWriter {

  static final int MAX_PARTITION = 2_048;
  static final int MAX_SORT = 1_024;

  private final KeyAttribute key;
  private final AttributeName name;
  private final TemplateWriter template;
  private final int limit;
  private final byte[] open;

  KeyWriter(KeyAttribute key, TemplateWriter template, int limit) {
    this.key = key;
    this.name = AttributeName.of(key.name());
    this.template = template;
    this.limit = limit;
    this.open = ("{\"" + key.type() + "\":\"").getBytes(US_ASCII);
  }

  AttributeName name() {
    return name;
  }

  /** Adds the value's plain bytes to the scratch; returns how many they are. */
  int value(Slots slots, JsonBuffer scratch) {
    int start = scratch.position();
    template.write(slots, scratch);
    int length = scratch.position() - start;
    if (length == 0) {
      throw new RefusedException(key.name(), "a key value that is empty, which DynamoDB refuses");
    }
    if (length > limit) {
      throw new RefusedException(
          key.name(), "a key value of " + length + " bytes; DynamoDB takes " + limit);
    }
    return length;
  }

  /** Writes the value's image; returns its size. */
  int image(byte[] value, int at, int length, JsonBuffer out) {
    out.raw(open);
    if (key.type() == 'B') {
      out.base64(value, at, length);
    } else {
      out.text(value, at, length);
    }
    out.raw('"').raw('}');
    return key.type() == 'N' ? ImageWriter.numberSize(value, at, at + length) : length;
  }
}
