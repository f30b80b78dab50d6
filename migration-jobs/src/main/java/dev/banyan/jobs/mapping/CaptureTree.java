package dev.banyan.jobs.mapping;

import dev.banyan.jobs.image.BsonScan;
import dev.banyan.jobs.image.BsonTypes;
import dev.banyan.jobs.image.NameTable;
import dev.banyan.jobs.image.RefusedException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds values by their paths in one pass; goes into no document that no path leads into. */
final class CaptureTree {

  private final NameTable<Node> names;

  /** A name on a path. */
  private record Node(int slot, NameTable<Node> below, boolean leaf) {}

  /** Collects paths. */
  static final class Builder {
    private int slot = -1;
    private final Map<String, Builder> below = new LinkedHashMap<>();

    void add(List<String> path, int slotOfPath) {
      Builder node = this;
      for (String name : path) {
        node = node.below.computeIfAbsent(name, n -> new Builder());
      }
      node.slot = slotOfPath;
    }

    CaptureTree build() {
      return new CaptureTree(table());
    }

    private NameTable<Node> table() {
      Map<String, Node> nodes = new LinkedHashMap<>();
      below.forEach(
          (name, each) -> nodes.put(name, new Node(each.slot, each.table(), each.below.isEmpty())));
      return new NameTable<>(nodes);
    }
  }

  private CaptureTree(NameTable<Node> names) {
    this.names = names;
  }

  /** Fills the slots of what is there. */
  void scan(byte[] bytes, int at, int limit, Slots slots) {
    scan(names, bytes, at, limit, slots);
  }

  private static void scan(NameTable<Node> names, byte[] bytes, int at, int limit, Slots slots) {
    int end = BsonScan.documentEnd(bytes, at, limit);
    int next = at + 4;
    while (next < end) {
      int type = bytes[next] & 0xff;
      int name = next + 1;
      int value = BsonScan.nameEnd(bytes, name, end) + 1;
      next = BsonScan.valueEnd(bytes, type, value, end);
      Node node = names.get(bytes, name, value - 1 - name);
      if (node != null) {
        found(node, bytes, type, value, next, slots);
      }
    }
  }

  private static void found(Node node, byte[] bytes, int type, int value, int end, Slots slots) {
    if (node.slot >= 0) {
      if (slots.has(node.slot)) {
        throw new RefusedException(
            value, "the field is there twice, and the mapping needs its value");
      }
      slots.set(node.slot, bytes, type, value, end);
    }
    if (!node.leaf && (type == BsonTypes.DOCUMENT || type == BsonTypes.ARRAY)) {
      scan(node.below, bytes, value, end, slots);
    }
  }
}
