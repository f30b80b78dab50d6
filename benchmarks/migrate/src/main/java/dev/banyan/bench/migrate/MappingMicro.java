package dev.banyan.bench.migrate;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.mapping.CompiledMapping;
import dev.banyan.jobs.mapping.DocumentEncoder;
import dev.banyan.jobs.verify.expect.ExpectedItem;
import dev.banyan.jobs.verify.expect.ExpectedItems;
import dev.banyan.jobs.verify.expect.ItemDiff;
import dev.banyan.jobs.verify.found.FoundItems;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.bson.RawBsonDocument;
import org.bson.codecs.DocumentCodec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What a core does with documents that lie in memory as BSON. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class MappingMicro {

  private static final int DOCUMENTS = 512;
  private static final SourceVersion FLOOR = SourceVersion.parse(DocumentItems.VERSION);
  private static final DocumentCodec CODEC = new DocumentCodec();

  private final RawBsonDocument[] documents = new RawBsonDocument[DOCUMENTS];
  private final byte[][] items = new byte[DOCUMENTS][];
  private final DocumentEncoder encoder;
  private final ExpectedItems expected;
  private final Instant latest = Instant.MAX;
  private long encoded;
  private int next;

  /** Makes the documents, and their items. */
  public MappingMicro() {
    CompiledMapping mapping = Documents.mapping("bench");
    this.encoder = mapping.encoder();
    this.expected = new ExpectedItems(mapping.spec());
    for (int number = 0; number < DOCUMENTS; number++) {
      documents[number] = Documents.raw(number);
      items[number] = item(documents[number]);
    }
  }

  private byte[] item(RawBsonDocument document) {
    byte[][] item = new byte[1][];
    encoder.encode(
        document,
        FLOOR,
        made ->
            item[0] =
                Arrays.copyOfRange(made.array(), made.offset(), made.offset() + made.length()));
    return item[0];
  }

  static double meanBytes() {
    long bytes = 0;
    for (int number = 0; number < DOCUMENTS; number++) {
      bytes += Documents.raw(number).getByteBuffer().remaining();
    }
    return (double) bytes / DOCUMENTS;
  }

  private int next() {
    next = (next + 1) % DOCUMENTS;
    return next;
  }

  /** Ours: from BSON bytes to DynamoDB JSON. */
  @Benchmark
  public long banyan() {
    encoder.encode(documents[next()], FLOOR, made -> encoded += made.length());
    return encoded;
  }

  /** Decoded by the driver, mapped to the SDK's values; their JSON is not made yet. */
  @Benchmark
  public Map<String, AttributeValue> sdkValues() {
    return DocumentItems.of(documents[next()].decode(CODEC));
  }

  /** The verification's: what a document must have against an item's JSON. */
  @Benchmark
  public List<ItemDiff.Place> comparer() throws IOException {
    int number = next();
    ExpectedItem item = expected.of(documents[number]).items().get(0);
    return ItemDiff.between(item, FoundItems.parse(items[number]), latest);
  }
}
