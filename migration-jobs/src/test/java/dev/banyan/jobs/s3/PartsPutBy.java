package dev.banyan.jobs.s3;

import java.util.List;
import java.util.function.BiConsumer;

/** Parts that are put by something else, which may fail on the way. Closing them does nothing. */
record PartsPutBy(PartStore parts, BiConsumer<String, byte[]> putting) implements PartStore {

  @Override
  public void put(String name, byte[] content) {
    putting.accept(name, content);
  }

  @Override
  public List<Part> list(String prefix) {
    return parts.list(prefix);
  }

  @Override
  public void delete(String name) {
    parts.delete(name);
  }

  @Override
  public String describe() {
    return parts.describe();
  }

  @Override
  public void close() {}
}
