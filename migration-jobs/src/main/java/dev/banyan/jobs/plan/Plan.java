package dev.banyan.jobs.plan;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.image.BsonScan;
import dev.banyan.jobs.image.RefusedException;
import dev.banyan.jobs.mapping.CompiledMapping;
import dev.banyan.jobs.mapping.DocumentEncoder;
import dev.banyan.jobs.mapping.DocumentMapping;
import dev.banyan.jobs.mapping.EncodeOutcome;
import dev.banyan.jobs.mapping.EncodeOutcome.Filtered;
import dev.banyan.jobs.mapping.EncodeOutcome.Unmappable;
import dev.banyan.jobs.mapping.EncodedItem;
import dev.banyan.jobs.mapping.spec.CollectionSpec;
import dev.banyan.jobs.mapping.spec.FieldPath;
import dev.banyan.jobs.mapping.spec.ItemSpec;
import dev.banyan.jobs.mapping.spec.TableSpec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a collection through its mapping before anything moves. Writes nothing. Memory is
 * bounded whatever the collection's size. Confined to one thread.
 */
public final class Plan {

  private static final int LIMIT = 400 * 1024;
  private static final int HITTERS = 1_000;

  /** Smaller shares of one partition key are no news. */
  private static final double WORTH_SAYING = 0.01;

  private final DocumentMapping mapping;

  /** What a mapping file says; null for a mapping in Java. */
  private final @Nullable CollectionSpec spec;

  private final PlanOptions options;
  private final PathTypes types = new PathTypes();
  private final HeavyHitters partitions = new HeavyHitters(HITTERS);
  private final Refusals refused = new Refusals();
  private final IndexUse indexes = new IndexUse();
  private final Map<String, Long> dropped = new TreeMap<>();
  private long sampled;
  private long filtered;
  private long items;
  private long itemBytes;
  private long writeUnits;
  private long indexUnits;
  private long jsonBytes;
  private long nearLimit;
  private long overLimit;
  private long unsteady;
  private int largest;

  private Plan(DocumentMapping mapping, PlanOptions options) {
    this.mapping = mapping;
    this.spec = mapping instanceof CompiledMapping file ? file.spec() : null;
    this.options = options;
  }

  /** Plans the migration of a collection. */
  public static PlanReport run(
      DocumentSource source, DocumentMapping mapping, PlanOptions options) {
    return new Plan(mapping, options).run(source);
  }

  private PlanReport run(DocumentSource source) {
    DocumentEncoder encoder = mapping.encoder();
    Iterator<RawBsonDocument> sample = source.sample(options.sample());
    while (sample.hasNext()) {
      look(encoder, sample.next());
    }
    long documents = Math.max(sampled, source.documents());
    PlanReport.Estimate estimate = estimate(documents);
    PlanReport.Collisions collisions =
        new KeyCollisions(mapping)
            .find(
                options.exactKeys() ? source::all : () -> source.sample(options.sample()),
                options.exactKeys() ? estimate.items() : items,
                options.mostHashes());
    List<PlanReport.HotKey> hot =
        partitions.top(3).stream().filter(key -> key.share() >= WORTH_SAYING).toList();
    return new PlanReport(
        mapping.collection(),
        sampled,
        documents,
        filtered,
        refused.counts(),
        types.paths(),
        nearLimit,
        overLimit,
        largest,
        types.unfit(),
        types.normalised(),
        dropped,
        unsteady,
        collisions,
        options.exactKeys(),
        hot,
        estimate,
        advice(estimate, hot, collisions));
  }

  private List<String> advice(
      PlanReport.Estimate estimate, List<PlanReport.HotKey> hot, PlanReport.Collisions collisions) {
    List<String> advice = new ArrayList<>();
    if (spec != null) {
      NamedInVain.advice(spec, types).ifPresent(advice::add);
    }
    advice.addAll(indexes.advice());
    ShortNames.advice(
            spec == null ? mapping.tables() : spec.items().stream().map(ItemSpec::table).toList())
        .ifPresent(advice::add);
    if (spec == null) {
      JavaAdvice.add(unsteady, overLimit, advice);
    }
    advice.addAll(
        Advice.of(
            spec,
            types,
            estimate,
            hot,
            collisions,
            refused.counts(),
            spec == null ? 0 : overLimit));
    return advice;
  }

  private void look(DocumentEncoder encoder, RawBsonDocument document) {
    sampled++;
    ByteBuffer raw = document.getByteBuffer().asNIO();
    byte[] bytes = raw.array();
    int at = raw.arrayOffset() + raw.position();
    try {
      types.add(bytes, at, at + raw.remaining());
      if (spec != null) {
        leftOut(spec.items(), bytes, at, at + raw.remaining());
      }
    } catch (RefusedException e) {
      // The encoder meets the same bytes and says what is wrong with them.
    }
    EncodeOutcome outcome = encoder.encode(document, SourceVersion.LOWEST, this::item);
    if (outcome instanceof Filtered) {
      filtered++;
    } else if (outcome instanceof Unmappable why) {
      overLimit += why.reason().contains("where DynamoDB takes " + LIMIT) ? 1 : 0;
      refused.add(document, why);
    } else if (spec == null && !Steadiness.isSteady(encoder, document)) {
      unsteady++;
    }
  }

  private void item(EncodedItem item) {
    items++;
    itemBytes += item.size();
    jsonBytes += item.length();
    writeUnits += units(item.size());
    indexUnits +=
        item.table().indexes().stream().mapToLong(index -> units(index, item.size())).sum();
    largest = Math.max(largest, item.size());
    nearLimit += item.size() > LIMIT * 8L / 10 ? 1 : 0;
    indexes.add(item);
    partitions.add(item.table().name() + ": " + item.keys().partitionText());
  }

  private static long units(int size) {
    return (size + 1023) / 1024;
  }

  /**
   * As if every item had the index's keys; what has not costs less. A list of attributes is taken
   * for all of them.
   *
   * <p>Source: <a
   * href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes">write
   * units of indexes</a>.
   */
  private static long units(TableSpec.Index index, int size) {
    boolean keysOnly = index.projected() != null && index.projected().isEmpty();
    return keysOnly ? 1 : units(size);
  }

  /** Fields that no item of the mapping holds. */
  private void leftOut(List<ItemSpec> specs, byte[] bytes, int at, int limit) {
    int end = BsonScan.documentEnd(bytes, at, limit);
    int next = at + 4;
    while (next < end) {
      int type = bytes[next] & 0xff;
      int nameEnd = BsonScan.nameEnd(bytes, next + 1, end);
      String name = new String(bytes, next + 1, nameEnd - next - 1, StandardCharsets.UTF_8);
      next = BsonScan.valueEnd(bytes, type, nameEnd + 1, end);
      if (!name.isEmpty() && specs.stream().allMatch(item -> leaves(item, name))) {
        dropped.merge(dropped.size() < 1_000 ? name : "others", 1L, Long::sum);
      }
    }
  }

  private static boolean leaves(ItemSpec item, String name) {
    ItemSpec.Each each = item.each();
    if (each != null) {
      return !each.path().first().equals(name) && !used(item, name);
    }
    FieldPath path = new FieldPath(List.of(name));
    List<String> only = item.only();
    boolean out = item.exclude().contains(path) || (only != null && !only.contains(name));
    return out && !used(item, name);
  }

  private static boolean used(ItemSpec item, String name) {
    return FieldUse.of(item).contains(name);
  }

  private PlanReport.Estimate estimate(long documents) {
    double scale = sampled == 0 ? 0 : (double) documents / sampled;
    long units = Math.round((writeUnits + indexUnits) * scale);
    double writes = units / 1e6 * options.prices().perMillionWrites();
    return new PlanReport.Estimate(
        Math.round(items * scale),
        Math.round(itemBytes * scale),
        units,
        Math.round(indexUnits * scale),
        Duration.ofSeconds(Math.round(Math.ceil(units / options.writesPerSecond()))),
        writes,
        writes,
        jsonBytes * scale / 1e9 * options.prices().perImportedGigabyte());
  }
}
