package dev.banyan.jobs.range;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.banyan.events.SourceVersion;
import dev.banyan.localcloud.mongo.EmbeddedMongo;
import dev.banyan.localcloud.mongo.EmbeddedMongoConfig;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDbPointer;
import org.bson.BsonDecimal128;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonJavaScript;
import org.bson.BsonJavaScriptWithScope;
import org.bson.BsonMaxKey;
import org.bson.BsonMinKey;
import org.bson.BsonNull;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.BsonSymbol;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.UuidRepresentation;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RangesIT {

  private static EmbeddedMongo server;
  private static MongoClient client;

  @BeforeAll
  static void start() {
    server = EmbeddedMongo.start(EmbeddedMongoConfig.onPort(0));
    client = MongoClients.create(server.connectionString());
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
  }

  @BeforeEach
  void reset() {
    database().drop();
  }

  private static MongoDatabase database() {
    return client.getDatabase("ranges");
  }

  private static MongoCollection<BsonDocument> things() {
    return database().getCollection("things", BsonDocument.class);
  }

  @Test
  void plan_isEmptyForAnEmptyCollection() {
    database().createCollection("things");

    RangePlan plan = new RangePlanner(10).plan(things());

    assertThat(plan.ranges()).isEmpty();
    assertThat(plan.documents()).isZero();
  }

  @Test
  void plan_splitsStringsEvenly() {
    insert(strings(95));

    RangePlan plan = new RangePlanner(10).plan(things());

    assertThat(plan.documents()).isEqualTo(95);
    assertThat(plan.ranges()).hasSize(11); // the last document is a range of its own
    assertThat(read(plan)).hasSize(95).doesNotHaveDuplicates();
  }

  @Test
  void plan_doesNotChaseWhatIsInsertedBehindItsEnd() {
    insert(strings(30));
    RangePlan plan = new RangePlanner(10).plan(things());
    insert(List.of(new BsonString("s99999")));

    assertThat(read(plan)).hasSize(30).doesNotContain(new BsonString("s99999"));
  }

  @Test
  void ranges_coverEveryTypeThatAnIdCanHave() {
    List<BsonValue> ids = new ArrayList<>(strings(25));
    for (int i = 0; i < 25; i++) {
      ids.add(new BsonObjectId(new ObjectId()));
      ids.add(new BsonInt32(i));
      ids.add(new BsonInt64(1_000 + i));
      ids.add(new BsonDouble(i + 0.5));
      ids.add(new BsonDecimal128(Decimal128.parse(i + ".25")));
      ids.add(new BsonDateTime(i));
      ids.add(new BsonBinary(new byte[] {(byte) i}));
      ids.add(new BsonDocument("k", new BsonInt32(i)));
      ids.add(new BsonTimestamp(i, 1));
    }
    ids.addAll(
        List.of(
            BsonNull.VALUE,
            BsonBoolean.TRUE,
            BsonBoolean.FALSE,
            new BsonDouble(Double.NaN),
            new BsonMinKey(),
            new BsonMaxKey()));
    insert(ids);

    RangePlan plan = new RangePlanner(10).plan(things());

    assertThat(plan.documents()).isEqualTo(ids.size());
    // A set: the embedded server finds NaN above every number, and what is read twice does no harm.
    assertThat(new HashSet<>(read(plan))).containsExactlyInAnyOrderElementsOf(ids);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 29, 30, 31})
  void plan_ofOneTypeHasRangesOfOneSize_andCountsAll(int documentsPerRange) {
    insert(strings(30));

    RangePlan plan = new RangePlanner(documentsPerRange).plan(things());

    assertThat(plan.documents()).isEqualTo(30);
    assertThat(read(plan)).hasSize(30).doesNotHaveDuplicates();
    List<IdRange> whole = plan.ranges().subList(0, Math.max(0, plan.ranges().size() - 2));
    assertThat(whole).allSatisfy(range -> assertThat(read(range, null)).hasSize(documentsPerRange));
  }

  @Test
  void plan_missesNoSymbolAmongStrings() {
    List<BsonValue> ids = new ArrayList<>(strings(20));
    ids.add(new BsonSymbol("s00007."));
    insert(ids);

    assertThat(new HashSet<>(read(new RangePlanner(5).plan(things()))))
        .containsExactlyInAnyOrderElementsOf(ids);
  }

  /** Deprecated types too; MongoDB takes everything but arrays, regular expressions, undefined. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 100})
  void ranges_coverWhatSharesATypeOnlyInPart(int documentsPerRange) {
    List<BsonValue> ids = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      ObjectId pointed = new ObjectId(i, 1);
      UUID uuid = new UUID(i, i);
      ids.add(new BsonString("s" + i));
      ids.add(new BsonSymbol("s" + i + "."));
      ids.add(new BsonDbPointer("db.c", pointed));
      ids.add(new BsonJavaScript("f" + i));
      ids.add(new BsonJavaScriptWithScope("f", new BsonDocument("i", new BsonInt32(i))));
      ids.add(new BsonBinary(new byte[i]));
      ids.add(new BsonBinary((byte) 0x80, new byte[i]));
      ids.add(new BsonBinary((byte) 2, new byte[i]));
      ids.add(new BsonBinary(uuid));
      ids.add(new BsonBinary(uuid, UuidRepresentation.JAVA_LEGACY));
    }
    insert(ids);

    RangePlan plan = new RangePlanner(documentsPerRange).plan(things());

    assertThat(new HashSet<>(read(plan))).containsExactlyInAnyOrderElementsOf(ids);
    for (IdRange range : plan.ranges()) {
      List<BsonValue> all = read(range, null);
      for (int i = 0; i < all.size(); i++) {
        assertThat(read(range, all.get(i))).isEqualTo(all.subList(i + 1, all.size()));
      }
    }
  }

  @Test
  void open_goesOnBehindAnId() {
    insert(strings(30));
    IdRange all = new IdRange(new BsonString("s00000"), null);

    assertThat(read(all, new BsonString("s00019")))
        .hasSize(10)
        .startsWith(new BsonString("s00020"));
  }

  @Test
  void open_ofOneIdIsAtItsEndBehindIt() {
    insert(List.of(BsonNull.VALUE, new BsonInt32(1)));
    IdRange ofNull = new RangePlanner(100).plan(things()).ranges().get(0);

    assertThat(read(ofNull, null)).containsExactly(BsonNull.VALUE);
    assertThat(read(ofNull, BsonNull.VALUE)).isEmpty();
  }

  @Test
  void next_goesOnWhereTheServerLostTheCursor() {
    insert(strings(2_000));
    IdRange all = new IdRange(new BsonString("s00000"), null);
    RangeReader reader = new RangeReader(database(), "things", 100);
    List<BsonValue> seen = new ArrayList<>();
    try (RangeCursor cursor = reader.open(all, null)) {
      for (RawBsonDocument d = cursor.next(); d != null; d = cursor.next()) {
        seen.add(DocumentId.of(d).value());
        if (seen.size() == 150) {
          killCursors();
        }
      }
    }

    assertThat(seen).hasSize(2_000).doesNotHaveDuplicates();
  }

  /** Cursor ids are small numbers in the embedded server; those of others do not matter. */
  private static void killCursors() {
    BsonArray ids = new BsonArray();
    for (long id = 0; id < 1_000; id++) {
      ids.add(new BsonInt64(id));
    }
    database()
        .runCommand(
            new BsonDocument("killCursors", new BsonString("things")).append("cursors", ids));
  }

  @Test
  void now_growsWithEveryWrite() {
    insert(strings(1));
    SourceVersion first = ChangePosition.now(database(), "things");

    things().insertOne(new BsonDocument("_id", new BsonString("next")));

    assertThat(ChangePosition.now(database(), "things")).isGreaterThan(first);
  }

  @Test
  void planner_refusesEmptyRanges() {
    assertThatThrownBy(() -> new RangePlanner(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("documentsPerRange");
  }

  /** They are two documents in MongoDB, and one value in the driver. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 100})
  void plan_hasIdsThatDifferInTheOrderOfTheirFieldsOnly(int documentsPerRange) {
    List<BsonValue> ids = new ArrayList<>(List.of(pair("a", 1, "b", 9), pair("b", 9, "a", 1)));
    ids.addAll(List.of(pair("a", 1, "b", 10), pair("a", 2, "b", 1), pair("b", 10, "a", 1)));
    insert(ids);

    RangePlan plan = new RangePlanner(documentsPerRange).plan(things());

    assertThat(plan.documents()).isEqualTo(5);
    assertThat(read(plan)).hasSize(5);
    assertThat(read(plan).stream().map(DocumentId::ofValue))
        .containsExactlyInAnyOrderElementsOf(ids.stream().map(DocumentId::ofValue).toList());
  }

  /** Behind a type that is walked, for a bracket that ends with what it began with. */
  @Test
  void plan_ofAMixHasIdsThatDifferInTheOrderOfTheirFieldsOnly() {
    insert(List.of(new BsonInt32(1), pair("a", 1, "b", 9), pair("b", 9, "a", 1)));

    assertThat(read(new RangePlanner(100).plan(things()))).hasSize(3);
  }

  private static BsonValue pair(String first, int of, String second, int to) {
    return new BsonDocument(first, new BsonInt32(of)).append(second, new BsonInt32(to));
  }

  private static List<BsonValue> strings(int count) {
    List<BsonValue> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(new BsonString("s%05d".formatted(i)));
    }
    return ids;
  }

  private static void insert(List<BsonValue> ids) {
    List<BsonValue> shuffled = new ArrayList<>(ids);
    Collections.shuffle(shuffled, new Random(7));
    things().insertMany(shuffled.stream().map(id -> new BsonDocument("_id", id)).toList());
  }

  private static List<BsonValue> read(RangePlan plan) {
    List<BsonValue> ids = new ArrayList<>();
    plan.ranges().forEach(range -> ids.addAll(read(range, null)));
    return ids;
  }

  private static List<BsonValue> read(IdRange range, @Nullable BsonValue after) {
    List<BsonValue> ids = new ArrayList<>();
    try (RangeCursor cursor = new RangeReader(database(), "things", 7).open(range, after)) {
      for (RawBsonDocument document = cursor.next(); document != null; document = cursor.next()) {
        ids.add(DocumentId.of(document).value());
      }
    }
    return ids;
  }
}
