package dev.banyan.jobs.verify.expect;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.image.ItemJson;
import dev.banyan.jobs.mapping.CompiledMapping;
import dev.banyan.jobs.mapping.MappingFile;
import java.time.Instant;
import java.util.Arrays;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;

/** Documents per second and thread, both sides in memory: BSON against DynamoDB JSON, parsed. */
final class ComparerThroughput {

  private static final int DOCUMENTS = 1_000;

  private ComparerThroughput() {}

  public static void main(String[] arguments) {
    CompiledMapping mapping =
        MappingFile.parse("m.yaml", "collection: c\ntable: t\npartition: \"{_id}\"\n")
            .mappings()
            .get(0);
    ExpectedItems expected = new ExpectedItems(mapping.spec());
    RawBsonDocument[] documents = new RawBsonDocument[DOCUMENTS];
    byte[][] items = new byte[DOCUMENTS][];
    for (int i = 0; i < DOCUMENTS; i++) {
      int number = i;
      documents[i] = document(i);
      mapping
          .encoder()
          .encode(
              documents[i],
              new SourceVersion(5, 1, 0),
              item ->
                  items[number] =
                      Arrays.copyOfRange(
                          item.array(), item.offset(), item.offset() + item.length()));
    }
    Instant latest = Instant.now();
    for (int round = 0; round < 5; round++) {
      long start = System.nanoTime();
      long compared = 0;
      long differing = 0;
      while (System.nanoTime() - start < 2_000_000_000L) {
        int i = (int) (compared++ % DOCUMENTS);
        ExpectedItem item = expected.of(documents[i]).items().get(0);
        differing += ItemDiff.between(item, ItemJson.parse(items[i]), latest).size();
      }
      System.out.printf(
          "%,.0f documents/s and thread, %d differences%n",
          compared / ((System.nanoTime() - start) / 1e9), differing);
    }
  }

  /** About 1 KB. */
  private static RawBsonDocument document(int number) {
    BsonDocument document = new BsonDocument("_id", new BsonString("d" + number));
    for (int field = 0; field < 10; field++) {
      document.append("text" + field, new BsonString("x".repeat(70)));
    }
    document.append("count", new BsonInt64(number));
    document.append("bytes", new BsonBinary(new byte[100]));
    document.append("nested", new BsonDocument("a", new BsonInt64(1)));
    return new RawBsonDocument(document, new BsonDocumentCodec());
  }
}
