package dev.banyan.localcloud.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReplaceOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Decimal128;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Queries by an index find what the same queries find without. */
final class IndexedQueriesTest {

  private static final Object[] VALUES = {
    null,
    1,
    2L,
    1.0,
    1.5,
    -0.0,
    Double.NaN,
    1L << 53,
    (1L << 53) + 1,
    Decimal128.parse("2"),
    Decimal128.parse("1.5"),
    "",
    "a",
    "ab",
    "b\0",
    "\uffff",
    "\ud83d\ude00",
    true,
    new Date(1),
    new Date(2),
    new Document("x", 1),
    List.of(1, "a")
  };

  private static final int DOCUMENTS = 100;
  private static final int ROUNDS = 25;

  @RegisterExtension static final OneMongo MONGO = new OneMongo();

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  private Object value(boolean arrays) {
    return VALUES[random.nextInt(arrays ? VALUES.length : VALUES.length - 1)];
  }

  private Bson demand(String field) {
    return switch (random.nextInt(6)) {
      case 0 -> Filters.in(field, Arrays.asList(value(false), value(false), value(false)));
      case 1 -> new Document(field, new Document("$gte", value(false)).append("$lt", value(false)));
      case 2 -> new Document(field, new Document("$gt", value(false)));
      case 3 -> new Document(field, new Document("$lte", value(false)));
      default -> Filters.eq(field, value(false));
    };
  }

  private Bson query() {
    return random.nextBoolean() ? demand("a") : Filters.and(demand("a"), demand("b"));
  }

  private static Set<Object> ids(FindIterable<Document> found) {
    Collection<Object> ids = found.map(document -> document.get("_id")).into(new ArrayList<>());
    Set<Object> once = new LinkedHashSet<>(ids);
    assertThat(ids).hasSameSizeAs(once);
    return once;
  }

  private Document document(int id, boolean arrays) {
    Document document = new Document("_id", id);
    if (random.nextInt(8) > 0) {
      document.append("a", value(arrays));
    }
    return random.nextInt(8) > 0 ? document.append("b", value(false)) : document;
  }

  private void change(List<MongoCollection<Document>> both, boolean arrays) {
    int id = random.nextInt(DOCUMENTS);
    Document document = random.nextInt(5) > 0 ? document(id, arrays) : null;
    for (MongoCollection<Document> each : both) {
      if (document == null) {
        each.deleteOne(Filters.eq(id));
      } else {
        each.replaceOne(Filters.eq(id), document, new ReplaceOptions().upsert(true));
      }
    }
  }

  private static Stream<Arguments> indexes() {
    Bson ascending = Indexes.ascending("a");
    Bson both = Indexes.compoundIndex(ascending, Indexes.descending("b"));
    return Stream.of(
        Arguments.of("two fields", both, new IndexOptions()),
        Arguments.of("descending", Indexes.descending("a", "b"), new IndexOptions()),
        Arguments.of("sparse", ascending, new IndexOptions().sparse(true)),
        Arguments.of("sparse, two fields", both, new IndexOptions().sparse(true)),
        Arguments.of(
            "partial", both, new IndexOptions().partialFilterExpression(Filters.gt("a", 1))),
        Arguments.of(
            "unique", Indexes.ascending("a", "b", "_id"), new IndexOptions().unique(true)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("indexes")
  void find_byAnIndex_isFindWithout(String kind, Bson index, IndexOptions options) {
    MongoCollection<Document> plain =
        MONGO.client().getDatabase(kind.replaceAll("\\W", "")).getCollection("plain");
    MongoCollection<Document> indexed =
        MONGO.client().getDatabase(kind.replaceAll("\\W", "")).getCollection("indexed");
    indexed.createIndex(index, options);
    List<Document> documents =
        IntStream.range(0, DOCUMENTS).mapToObj(id -> document(id, false)).toList();
    plain.insertMany(documents);
    indexed.insertMany(documents);
    Document sort = new Document("a", 1).append("b", -1).append("_id", 1);
    for (int round = 0; round < ROUNDS; round++) {
      change(List.of(plain, indexed), round > ROUNDS / 2 && seed % 2 == 0);
      Bson query = query();
      String what = "seed " + seed + ": " + query.toBsonDocument();
      Set<Object> expected = ids(plain.find(query));
      assertThat(ids(indexed.find(query))).as(what).containsExactlyInAnyOrderElementsOf(expected);
      assertThat(indexed.countDocuments(query)).as(what).isEqualTo(expected.size());
      assertThat(ids(indexed.find(query).sort(sort).limit(9)))
          .as(what)
          .containsExactlyElementsOf(ids(plain.find(query).sort(sort).limit(9)));
    }
  }
}
