package dev.banyan.publisher;

import dev.banyan.events.AggregatedRecord;
import dev.banyan.events.Buckets;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/** A stream with shards that split and merge; consumers read parents before children. */
final class SimulatedStream {

  private static final BigInteger END = BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE);

  /** A shard: what it took, and how far the consumer is in it. */
  private static final class Part {
    final String id;
    final BigInteger first;
    final BigInteger last;
    final List<Part> parents;
    final List<int[]> records = new ArrayList<>();
    boolean open = true;
    int read;

    Part(String id, BigInteger first, BigInteger last, List<Part> parents) {
      this.id = id;
      this.first = first;
      this.last = last;
      this.parents = parents;
    }

    boolean readable() {
      return read < records.size() && parents.stream().allMatch(Part::finished);
    }

    boolean finished() {
      return !open && read == records.size() && parents.stream().allMatch(Part::finished);
    }
  }

  private final List<Part> parts = new ArrayList<>();
  private final TreeMap<Integer, Integer> copies = new TreeMap<>();
  private final List<Integer> consumed = new ArrayList<>();

  SimulatedStream() {
    add(BigInteger.ZERO, END, List.of());
  }

  private void add(BigInteger first, BigInteger last, List<Part> parents) {
    parts.add(new Part("shard-" + parts.size(), first, last, parents));
  }

  /** Takes a record; answers the id of its shard. */
  String store(SealedRecord record) {
    BigInteger point = new BigInteger(Buckets.explicitHashKey(record.bucket()));
    Part part =
        parts.stream()
            .filter(p -> p.open && p.first.compareTo(point) <= 0 && p.last.compareTo(point) >= 0)
            .findFirst()
            .orElseThrow();
    int[] events =
        AggregatedRecord.unpack(record.data()).stream()
            .mapToInt(data -> ByteBuffer.wrap(data).getInt())
            .toArray();
    part.records.add(events);
    for (int event : events) {
      copies.merge(event, 1, Integer::sum);
    }
    return part.id;
  }

  void reshard(Random random) {
    List<Part> open = parts.stream().filter(part -> part.open).toList();
    int chosen = random.nextInt(open.size());
    if (open.size() > 1 && random.nextBoolean()) {
      merge(open, Math.max(1, chosen));
    } else if (open.size() < 6) {
      split(open.get(chosen));
    }
  }

  private void split(Part part) {
    part.open = false;
    BigInteger middle = part.first.add(part.last).shiftRight(1);
    add(part.first, middle, List.of(part));
    add(middle.add(BigInteger.ONE), part.last, List.of(part));
  }

  private void merge(List<Part> open, int right) {
    List<Part> sorted = open.stream().sorted((a, b) -> a.first.compareTo(b.first)).toList();
    Part low = sorted.get(right - 1);
    Part high = sorted.get(right);
    low.open = false;
    high.open = false;
    add(low.first, high.last, List.of(low, high));
  }

  ShardMap map() {
    return ShardMap.of(
            parts.stream()
                .filter(part -> part.open)
                .map(part -> new ShardMap.Shard(part.id, part.first, part.last))
                .toList())
        .orElseThrow();
  }

  /** The consumer reads one record of some shard; false if there is none to read. */
  boolean consume(Random random) {
    List<Part> readable = parts.stream().filter(Part::readable).toList();
    if (readable.isEmpty()) {
      return false;
    }
    Part part = readable.get(random.nextInt(readable.size()));
    for (int event : part.records.get(part.read++)) {
      consumed.add(event);
    }
    return true;
  }

  boolean has(int event) {
    return copies.containsKey(event);
  }

  int duplicates() {
    return copies.values().stream().mapToInt(count -> count - 1).sum();
  }

  List<Integer> consumed() {
    return consumed;
  }
}
