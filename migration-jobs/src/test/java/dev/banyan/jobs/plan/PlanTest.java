package dev.banyan.jobs.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.JobException;
import dev.banyan.jobs.dump.DumpSource;
import dev.banyan.jobs.image.RandomBson;
import dev.banyan.jobs.mapping.CompiledMapping;
import dev.banyan.jobs.mapping.EncodeOutcome;
import dev.banyan.jobs.mapping.MappingFile;
import dev.banyan.jobs.mapping.spec.FieldPath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.bson.BsonArray;
import org.bson.BsonDateTime;
import org.bson.BsonDecimal128;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.types.Decimal128;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PlanTest {

  private static final String MAPPING =
      "collection: c\ntable: t\npartition: \"{user}\"\nsort: \"{seq:int32}\"\nexclude: [secret]\n";

  @TempDir private Path folder;

  @Test
  void run_reportsWhatAMigrationWouldMeet() {
    List<RawBsonDocument> documents = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      documents.add(
          raw(
              new BsonDocument("_id", new BsonInt32(i))
                  .append("user", new BsonString(i % 2 == 0 ? "celebrity" : "u" + i))
                  .append("seq", new BsonInt32(i == 998 ? 0 : i))
                  .append("secret", new BsonString("s"))
                  .append("at", i % 4 == 0 ? new BsonDouble(i) : new BsonDateTime(i))
                  .append("bio", i % 3 == 0 ? BsonNull.VALUE : new BsonString("b"))
                  .append("d", new BsonDecimal128(Decimal128.parse(i == 0 ? "NaN" : "1.50")))));
    }
    documents.add(raw(new BsonDocument("_id", new BsonInt32(-1))));
    documents.add(
        raw(
            new BsonDocument("user", new BsonString("big"))
                .append("seq", new BsonInt32(1))
                .append("x", new BsonString("x".repeat(420_000)))));

    PlanReport plan = Plan.run(source(documents), mapping(MAPPING), PlanOptions.DEFAULT);

    assertThat(plan.sampled()).isEqualTo(1_002);
    assertThat(plan.drift()).containsOnlyKeys("at", "bio");
    assertThat(plan.drift().get("at")).containsEntry("double", 250L).containsEntry("date", 750L);
    assertThat(plan.unfitNumbers()).isEqualTo(1);
    assertThat(plan.normalisedDecimals()).isEqualTo(999);
    assertThat(plan.overLimit()).isEqualTo(1);
    assertThat(plan.refused()).hasSize(2);
    assertThat(plan.collisions().items()).isEqualTo(1);
    assertThat(plan.collisions().examples()).containsExactly("t: celebrity / 0, 2 times");
    assertThat(plan.hotKeys().get(0)).isEqualTo(new PlanReport.HotKey("t: celebrity", 0.5));
    assertThat(plan.dropped()).containsEntry("secret", 1_000L);
    assertThat(plan.estimate().writeUnits()).isEqualTo(1_000);
    assertThat(plan.text()).contains("drift        at: date 750, double 250", "hot key", "advice");
    assertThat(BsonDocument.parse(plan.json()).getInt32("sampled").getValue()).isEqualTo(1_002);
  }

  @Test
  void run_quotesTheFirstRefusalOfAKindWithItsId() {
    List<RawBsonDocument> documents = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      BsonDocument document = new BsonDocument("_id", new BsonInt32(i));
      document.append("user", new BsonString("u".repeat(2_050 + i)));
      documents.add(raw(document.append("seq", new BsonInt32(i))));
    }

    PlanReport plan = Plan.run(source(documents), mapping(MAPPING), PlanOptions.DEFAULT);

    assertThat(plan.refused())
        .containsExactly(
            Map.entry(
                "user: a key value of 2050 bytes; DynamoDB takes 2048; first in {\"_id\": 0}", 4L));
  }

  @Test
  void text_isOneLineForEachPathWhateverItsName() {
    List<RawBsonDocument> documents = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      BsonDocument document = new BsonDocument("user", new BsonString("u")).append("seq", int32(i));
      for (String name : List.of("a\n\u001b[2Jb", "", "x".repeat(5_000))) {
        document.append(name, i == 0 ? int32(1) : BsonNull.VALUE);
      }
      documents.add(raw(document));
    }

    String text = Plan.run(source(documents), mapping(MAPPING), PlanOptions.DEFAULT).text();

    assertThat(text)
        .contains("  drift        a\\u000a\\u001b[2Jb: int 1, null 1\n")
        .contains("  drift        (empty name): int 1, null 1\n")
        .contains("  drift        " + "x".repeat(100) + "…: int 1, null 1\n");
  }

  @Test
  void run_callsNoKeyHotThatOneItemHas() {
    List<RawBsonDocument> documents = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      BsonDocument document = new BsonDocument("user", new BsonString("u" + i));
      documents.add(raw(document.append("seq", int32(i))));
    }

    PlanReport plan = Plan.run(source(documents), mapping(MAPPING), PlanOptions.DEFAULT);

    assertThat(plan.hotKeys()).isEmpty();
    assertThat(plan.text()).doesNotContain("holds").contains("10 write units, 1 s");
  }

  @Test
  void run_saysWhatTheMappingNamesInVain() {
    List<RawBsonDocument> documents = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      BsonDocument document = new BsonDocument("user", new BsonString("u" + i));
      document.append("list", BsonArray.parse("[{a: 1}]")).append("total", int32(5));
      documents.add(raw(document.append("seq", int32(i))));
    }
    String yaml =
        """
        collection: c
        table: t
        partition: "{user}"
        sort: "{seq:int32}"
        types: {totl: int64, "list.*.a": int64, total: int64}
        exclude: [secrt, list.0.a]
        rename: {total: sum, noSuch: other}
        filter: {deleted: {ne: true}}
        indexes: [{name: i, partition: status}]
        """;

    PlanReport plan = Plan.run(source(documents), mapping(yaml), PlanOptions.DEFAULT);

    assertThat(plan.advice())
        .contains(
            "the mapping names noSuch, secrt, totl, which no document of the sample has: misspelt?",
            "index i: no item of the sample has 'status', so it would be empty",
            "table 't' and index 'i' need other names: DynamoDB takes 3 characters or more");
  }

  private static BsonInt32 int32(int value) {
    return new BsonInt32(value);
  }

  @Test
  void run_countsTheWritesOfIndexes() {
    List<RawBsonDocument> documents = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      documents.add(
          raw(
              new BsonDocument("user", new BsonString("u" + i))
                  .append("seq", new BsonInt32(i))
                  .append("text", new BsonString("x".repeat(1_500)))));
    }
    String indexes =
        "indexes: [{name: a, partition: user}, {name: b, partition: user, projection: keys}]\n";

    PlanReport plan = Plan.run(source(documents), mapping(MAPPING + indexes), PlanOptions.DEFAULT);

    assertThat(plan.estimate().indexUnits()).isEqualTo(100 * (2 + 1));
    assertThat(plan.estimate().writeUnits()).isEqualTo(100 * (2 + 2 + 1));
    assertThat(plan.text()).contains("300 of the 500 write units are for global secondary indexes");
  }

  @Test
  void run_findsCollisionsInManyPasses() {
    List<RawBsonDocument> documents = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      documents.add(
          raw(
              new BsonDocument("user", new BsonString("u" + i % 4_990))
                  .append("seq", new BsonInt32(1))));
    }
    PlanOptions options = new PlanOptions(100, true, 300, 1_000, Prices.US_EAST_1);

    PlanReport plan = Plan.run(source(documents), mapping(MAPPING), options);

    assertThat(plan.collisions().items()).isEqualTo(10);
  }

  @Test
  void propose_loadsAgainAndMapsEveryDocument() {
    for (long seed = 0; seed < 300; seed++) {
      RandomBson random = new RandomBson(seed);
      List<RawBsonDocument> documents = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        BsonDocument id =
            new BsonDocument("_id", i % 2 == 0 ? new BsonString("x" + i) : new BsonInt64(i));
        documents.add(joined(raw(id), random.document()));
      }
      String yaml = PlanInit.propose("orders", source(documents), 10);
      CompiledMapping mapping = mapping(yaml);
      for (RawBsonDocument document : documents) {
        assertThat(mapping.encoder().encode(document, SourceVersion.LOWEST, item -> {}))
            .as("seed %s: %s", seed, yaml)
            .isEqualTo(new EncodeOutcome.Encoded(1));
      }
    }
  }

  @Test
  void dump_readsWhatMongodumpWrites() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < 3; i++) {
      byte[] document = bytes(raw(new BsonDocument("_id", new BsonInt32(i))));
      bytes.write(document, 0, document.length);
    }
    Path file = folder.resolve("c.bson.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(bytes.toByteArray());
    }
    List<RawBsonDocument> read = new ArrayList<>();
    DocumentSource.dump(DumpSource.of(file, "c")).all().forEachRemaining(read::add);
    assertThat(read).hasSize(3);

    Path cut = folder.resolve("cut.bson");
    Files.write(cut, Arrays.copyOf(bytes.toByteArray(), bytes.size() - 3));
    Iterator<RawBsonDocument> documents = DocumentSource.dump(DumpSource.of(cut, "cut")).all();
    documents.next();
    assertThatThrownBy(documents::next)
        .isInstanceOf(JobException.class)
        .hasMessageContaining("cut.bson: byte 28: the document is truncated: 11 of 14 bytes");
  }

  @Test
  void heavyHitters_findEveryFrequentKey() {
    HeavyHitters hitters = new HeavyHitters(20);
    for (int i = 0; i < 10_000; i++) {
      hitters.add(i % 5 == 0 ? "hot" : "cold" + i);
    }
    assertThat(hitters.top(1).get(0).key()).isEqualTo("hot");
    assertThat(hitters.top(1).get(0).share()).isBetween(0.15, 0.2);
  }

  private static CompiledMapping mapping(String yaml) {
    return MappingFile.parse("m.yaml", yaml).mappings().get(0);
  }

  private static DocumentSource source(List<RawBsonDocument> documents) {
    return new DocumentSource() {
      @Override
      public String name() {
        return "memory";
      }

      @Override
      public long documents() {
        return documents.size();
      }

      @Override
      public Iterator<RawBsonDocument> sample(int most) {
        return documents.stream().limit(most).iterator();
      }

      @Override
      public Iterator<RawBsonDocument> all() {
        return documents.iterator();
      }
    };
  }

  private static RawBsonDocument raw(BsonDocument document) {
    return new RawBsonDocument(document, new BsonDocumentCodec());
  }

  private static byte[] bytes(RawBsonDocument document) {
    byte[] bytes = new byte[document.getByteBuffer().remaining()];
    document.getByteBuffer().get(bytes);
    return bytes;
  }

  private static RawBsonDocument joined(RawBsonDocument first, byte[] second) {
    byte[] head = bytes(first);
    byte[] both = Arrays.copyOf(head, head.length + second.length - 5);
    System.arraycopy(second, 4, both, head.length - 1, second.length - 4);
    for (int i = 0; i < 4; i++) {
      both[i] = (byte) (both.length >>> (8 * i));
    }
    return new RawBsonDocument(both);
  }

  @Test
  void quoted_namesLoadAsTheyWere() {
    String name = "a\u2028b\u2029c\ufeffd\u0085e\u0007f\ud83d\ude00\uffff\"\\\\ \t";
    String yaml =
        "collection: c\ntable: ttt\npartition: \"{_id}\"\ntypes:\n  "
            + PlanInit.quoted(name)
            + ": int64\n";
    assertThat(
            MappingFile.parse("m.yaml", yaml)
                .mappings()
                .get(0)
                .spec()
                .items()
                .get(0)
                .types()
                .keySet())
        .containsExactly(FieldPath.parse(name));
  }

  @Test
  void json_cutsNamesThatReadersRefuse() {
    RawBsonDocument one =
        raw(
            new BsonDocument("_id", new BsonInt32(1))
                .append("n".repeat(60_000) + "1", new BsonInt32(1))
                .append("n".repeat(60_000) + "2", new BsonString("two")));

    BsonDocument json =
        BsonDocument.parse(
            Plan.run(
                    source(List.of(one)),
                    mapping(
                        "collection: c\ntable: t\npartition: {attribute: k, value: \"{_id:any}\"}\nonly: [_id]\n"),
                    PlanOptions.DEFAULT)
                .json());

    assertThat(json.toJson().length()).isLessThan(20_000);
    assertThat(json.getDocument("types")).hasSize(3);
    assertThat(json.getDocument("dropped")).hasSize(2);
  }

  @Test
  void advice_knowsThatAWildcardStandsForAnyName() {
    RawBsonDocument one = RawBsonDocument.parse("{_id: 1, 'a.b': {secret: 1}, l: [{deep: 1}]}");
    String mapping =
        "collection: c\ntable: t\npartition: {attribute: k, value: \"{_id:any}\"}\nexclude: [%s]\n";

    PlanReport met =
        Plan.run(
            source(List.of(one)),
            mapping(mapping.formatted("'*.secret', l.*.deep, '*.*.deep'")),
            PlanOptions.DEFAULT);
    PlanReport unmet =
        Plan.run(
            source(List.of(one)), mapping(mapping.formatted("'*.sekret'")), PlanOptions.DEFAULT);

    assertThat(met.advice()).noneMatch(each -> each.contains("misspelt"));
    assertThat(unmet.advice()).anyMatch(each -> each.contains("*.sekret"));
  }
}
