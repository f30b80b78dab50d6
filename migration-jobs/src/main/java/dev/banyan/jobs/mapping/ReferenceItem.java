package dev.banyan.jobs.mapping;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.image.ImageWriter;
import dev.banyan.jobs.image.JsonBuffer;
import java.util.Arrays;

/** Writes an item that stands for one that is too large. */
final class ReferenceItem {

  private final CompiledItem plan;
  private final JsonBuffer out;
  private final SourceVersion version;
  private final EncodedItem item;
  private final int start;
  private int size;

  ReferenceItem(
      CompiledItem plan,
      JsonBuffer out,
      SourceVersion version,
      byte[] partition,
      byte[] sort,
      EncodedItem item) {
    this.plan = plan;
    this.out = out;
    this.version = version;
    this.item = item;
    this.start = out.position();
    item.marks().clear();
    out.raw('{');
    KeyWriter sortKey = plan.sort();
    byte[] both = Arrays.copyOf(partition, partition.length + sort.length);
    System.arraycopy(sort, 0, both, partition.length, sort.length);
    item.keys().set(both, 0, partition.length, sortKey == null ? -1 : sort.length);
    int value = open(plan.partition().name());
    close(
        plan.partition().name(),
        value,
        plan.partition().image(partition, 0, partition.length, out));
    if (sortKey != null) {
      value = open(sortKey.name());
      close(sortKey.name(), value, sortKey.image(sort, 0, sort.length, out));
    }
    text(plan.version(), version.toString());
    text(plan.origin(), "legacy");
  }

  void large(String reference) {
    text(AttributeName.of(FieldRules.LARGE), reference);
    end();
  }

  void part(byte[] json, int at, int length, int parts) {
    AttributeName count = AttributeName.of("$parts");
    int value = open(count);
    out.ascii("{\"N\":\"" + parts + "\"}");
    close(count, value, ImageWriter.numberSize(Integer.toString(parts).getBytes(UTF_8)));
    AttributeName part = AttributeName.of("$part");
    value = open(part);
    out.ascii("{\"B\":\"").base64(json, at, length).ascii("\"}");
    close(part, value, length);
    end();
  }

  private void text(AttributeName name, String text) {
    byte[] utf8 = text.getBytes(UTF_8);
    int value = open(name);
    out.ascii("{\"S\":\"").text(utf8, 0, utf8.length);
    out.ascii("\"}");
    close(name, value, utf8.length);
  }

  private int open(AttributeName name) {
    if (out.position() > start + 1) {
      out.raw(',');
    }
    out.raw('"').raw(name.json()).raw('"').raw(':');
    return out.position();
  }

  private void close(AttributeName name, int value, int valueSize) {
    int length = name.json().length;
    item.marks().add(value - 2 - length - start, length, value - start, out.position() - value);
    size += name.bytes().length + valueSize;
  }

  private void end() {
    out.raw('}');
    item.set(plan.spec().table(), out, start, size, version);
  }
}
