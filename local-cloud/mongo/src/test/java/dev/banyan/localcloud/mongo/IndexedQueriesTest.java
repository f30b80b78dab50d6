package dev.banyan.localcloud.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Updates;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Decimal128;
import org.junit.jupiter.api.Test;

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
    Decimal128.parse("2"),
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

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  private Object value(boolean arrays) {
    return VALUES[random.nextInt(arrays ? VALUES.length : VALUES.length - 1)];
  }

  private Bson demand(String field) {
    return switch (random.nextInt(5)) {
      case 0 -> Filters.in(field, Arrays.asList(value(false), value(false), value(false)));
      case 1 -> new Document(field, new Document("$gte", value(false)).append("$lt", value(false)));
      case 2 -> new Document(field, new Document("$gt", value(false)));
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

  private void change(MongoCollection<Document> plain, MongoCollection<Document> indexed, int id) {
    Object a = value(id % 7 == 0 && seed % 2 == 0);
    Object b = value(false);
    for (MongoCollection<Document> each : List.of(plain, indexed)) {
      if (id % 5 == 0) {
        each.deleteOne(Filters.eq(id));
      } else {
        each.updateOne(Filters.eq(id), Updates.combine(Updates.set("a", a), Updates.set("b", b)));
      }
    }
  }

  @Test
  void find_byAnIndex_isFindWithout() {
    try (EmbeddedMongo mongo = EmbeddedMongo.start(EmbeddedMongoConfig.onPort(0));
        MongoClient client = MongoClients.create(mongo.connectionString())) {
      MongoCollection<Document> plain = client.getDatabase("d").getCollection("plain");
      MongoCollection<Document> indexed = client.getDatabase("d").getCollection("indexed");
      indexed.createIndex(Indexes.compoundIndex(Indexes.ascending("a"), Indexes.descending("b")));
      for (int id = 0; id < 150; id++) {
        Document document =
            new Document("_id", id).append("a", value(false)).append("b", value(false));
        plain.insertOne(document);
        indexed.insertOne(document);
      }
      Document sort = new Document("a", 1).append("b", -1).append("_id", 1);
      for (int round = 0; round < 150; round++) {
        change(plain, indexed, random.nextInt(150));
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
}
