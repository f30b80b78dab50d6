package dev.banyan.bench.migrate;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.InsertManyOptions;
import dev.banyan.jobs.mapping.CompiledMapping;
import dev.banyan.jobs.mapping.MappingFile;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.DocumentCodec;

/** The documents that are moved: 1 KB of BSON, the types that collections are made of. */
final class Documents {

  static final String DATABASE = "bench";
  static final String COLLECTION = "customers";

  private static final int PAD = 560;
  private static final int PAGE = 1_000;
  private static final InsertManyOptions UNORDERED = new InsertManyOptions().ordered(false);
  private static final long TIME = 1_790_000_000_000L;

  private Documents() {}

  /** Their mapping: exact images, which is the default. */
  static CompiledMapping mapping(String table) {
    return MappingFile.parse(
            "bench.yaml",
            """
            collection: %s
            table: %s
            partition: {attribute: pk, value: "{_id}"}
            exclude: [_id]
            """
                .formatted(COLLECTION, table))
        .mappings()
        .get(0);
  }

  /** As the driver hands them out. */
  static RawBsonDocument raw(int number) {
    return new RawBsonDocument(document(number), new DocumentCodec());
  }

  /** A small one, of which there are many: about 150 bytes. */
  static Document small(int number) {
    return new Document("_id", "customer-%09d".formatted(number))
        .append("name", "Customer " + number)
        .append("createdAt", new Date(TIME + number))
        .append("visits", number % 1_000)
        .append("balance", number % 1_000_000 / 100.0)
        .append("active", number % 2 == 0);
  }

  static Document document(int number) {
    Random random = new Random(number);
    return new Document("_id", "customer-%09d".formatted(number))
        .append("name", "Customer " + number)
        .append("email", "customer" + number + "@example.org")
        .append("createdAt", new Date(TIME + number))
        .append("visits", random.nextInt(1_000))
        .append("balance", random.nextInt(1_000_000) / 100.0)
        .append("total", random.nextLong() >>> 12)
        .append("active", random.nextBoolean())
        .append("nothing", null)
        .append("tags", List.of("a" + random.nextInt(100), "b" + random.nextInt(100), "new"))
        .append(
            "address",
            new Document("street", "Main Street " + random.nextInt(500))
                .append("city", "Springfield")
                .append("zip", "%05d".formatted(random.nextInt(100_000))))
        .append("notes", text(random));
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder(PAD);
    for (int i = 0; i < PAD; i++) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    return text.toString();
  }

  static void insert(
      MongoCollection<Document> collection, int count, IntFunction<Document> document) {
    for (int from = 0; from < count; from += PAGE) {
      List<Document> page = new ArrayList<>(PAGE);
      for (int number = from; number < Math.min(count, from + PAGE); number++) {
        page.add(document.apply(number));
      }
      collection.insertMany(page, UNORDERED);
    }
  }
}
