package dev.banyan.localcloud.mongo;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBinarySubType;
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
import org.bson.BsonRegularExpression;
import org.bson.BsonString;
import org.bson.BsonSymbol;
import org.bson.BsonTimestamp;
import org.bson.BsonUndefined;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.UuidRepresentation;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Every BSON type comes back as it was given. Page of the manual: <a
 * href="https://www.mongodb.com/docs/manual/reference/bson-types/">BSON Types</a>.
 */
@Timeout(60)
abstract class TypeContract extends ContractFixture {

  private static final byte[] BYTES = {1, 2, 3, -1};

  private static List<BsonValue> everyType() {
    UUID uuid = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
    return List.of(
        new BsonDouble(-0.0),
        new BsonDouble(Double.NaN),
        new BsonDouble(Double.NEGATIVE_INFINITY),
        new BsonString("grüße \u0000 𝄞"),
        new BsonDocument("a", new BsonArray(List.of(new BsonInt32(1), new BsonNull()))),
        new BsonBinary(BYTES),
        new BsonBinary(BsonBinarySubType.FUNCTION, BYTES),
        new BsonBinary(BsonBinarySubType.OLD_BINARY, BYTES),
        new BsonBinary(uuid, UuidRepresentation.STANDARD),
        new BsonBinary(uuid, UuidRepresentation.JAVA_LEGACY),
        new BsonBinary(BsonBinarySubType.MD5, new byte[16]),
        new BsonBinary((byte) 6, BYTES),
        new BsonBinary((byte) 0x80, BYTES),
        new BsonUndefined(),
        new BsonObjectId(new ObjectId("507f1f77bcf86cd799439011")),
        BsonBoolean.TRUE,
        new BsonDateTime(Long.MIN_VALUE),
        new BsonDateTime(Long.MAX_VALUE),
        new BsonNull(),
        new BsonRegularExpression("^a.*", "imx"),
        new BsonDbPointer("db.coll", new ObjectId("507f1f77bcf86cd799439011")),
        new BsonJavaScript("x => 1"),
        new BsonSymbol("symbol"),
        new BsonJavaScriptWithScope("y", new BsonDocument("y", new BsonInt32(1))),
        new BsonInt32(Integer.MIN_VALUE),
        new BsonTimestamp(-1L),
        new BsonInt64(Long.MIN_VALUE),
        new BsonDecimal128(Decimal128.parse("1.10E+6000")),
        new BsonDecimal128(Decimal128.NEGATIVE_ZERO),
        new BsonDecimal128(Decimal128.NaN),
        new BsonMinKey(),
        new BsonMaxKey());
  }

  @Test
  void everyType_comesBackUnchanged() {
    MongoCollection<RawBsonDocument> raw = database.getCollection("raw", RawBsonDocument.class);
    int id = 0;
    for (BsonValue value : everyType()) {
      BsonDocument document =
          new BsonDocument("_id", new BsonInt32(id))
              .append("v", value)
              .append("in", new BsonArray(List.of(value)))
              .append("sub", new BsonDocument("v", value));
      RawBsonDocument given = new RawBsonDocument(document, new BsonDocumentCodec());
      raw.insertOne(given);
      raw.updateOne(Filters.eq(id), new Document("$set", new Document("touched", true)));
      raw.updateOne(Filters.eq(id), new Document("$unset", new Document("touched", "")));

      RawBsonDocument found = raw.find(Filters.eq(id)).first();

      assertThat(found.getByteBuffer().asNIO())
          .as("%s", value)
          .isEqualTo(given.getByteBuffer().asNIO());
      id++;
    }
    assertThat(raw.find().sort(Sorts.ascending("v")).into(new ArrayList<>())).hasSize(id);
  }

  /** A server checks lengths, not names or texts: what a driver sends raw comes back as it was. */
  @Test
  void oddBytes_comeBackUnchanged() {
    MongoCollection<RawBsonDocument> raw = database.getCollection("odd", RawBsonDocument.class);
    List<String> odd =
        List.of(
            "10610001000000" + "0a6100" + "10610002000000" + "10620003000000" + "10610004000000",
            "03730014000000" + "10610001000000" + "02610001000000" + "00" + "00",
            "100001000000" + "100002000000",
            "02740003000000ff6100");
    for (int id = 0; id < odd.size(); id++) {
      RawBsonDocument given = document(id, HexFormat.of().parseHex(odd.get(id)));
      raw.insertOne(given);
      raw.updateOne(Filters.eq(id), new Document("$set", new Document("touched", true)));
      raw.updateOne(Filters.eq(id), new Document("$unset", new Document("touched", "")));

      assertThat(HexFormat.of().formatHex(bytes(raw.find(Filters.eq(id)).first())))
          .isEqualTo(HexFormat.of().formatHex(bytes(given)));
    }
    assertThat(raw.find(Filters.eq("a", 1)).into(new ArrayList<>())).hasSize(1);
  }

  private static RawBsonDocument document(int id, byte[] fields) {
    ByteBuffer bytes = ByteBuffer.allocate(14 + fields.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(14 + fields.length).put((byte) 0x10).put("_id\0".getBytes(US_ASCII)).putInt(id);
    return new RawBsonDocument(bytes.put(fields).put((byte) 0).array());
  }

  private static byte[] bytes(@Nullable RawBsonDocument document) {
    ByteBuffer buffer = Objects.requireNonNull(document).getByteBuffer().asNIO();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  @Test
  void changeEvents_tellEveryType() {
    MongoCollection<BsonDocument> exact = database.getCollection("exact", BsonDocument.class);
    try (var stream = exact.watch(BsonDocument.class).cursor()) {
      for (BsonValue value : everyType()) {
        BsonDocument document = new BsonDocument("_id", new BsonObjectId()).append("v", value);
        exact.insertOne(document);
        assertThat(stream.next().getFullDocument()).isEqualTo(document);
      }
    }
  }

  /** Most types can be an _id; a decimal zero or not-a-number is that of the doubles. */
  @Test
  void id_ofEveryTypeIsFound() {
    MongoCollection<BsonDocument> exact = database.getCollection("exact", BsonDocument.class);
    List<BsonValue> notAnId =
        List.of(
            new BsonUndefined(),
            new BsonRegularExpression("^a.*", "imx"),
            new BsonDecimal128(Decimal128.NEGATIVE_ZERO),
            new BsonDecimal128(Decimal128.NaN));
    for (BsonValue value : everyType()) {
      if (!notAnId.contains(value)) {
        exact.insertOne(new BsonDocument("_id", value));
      }
    }
    for (BsonDocument document : exact.find().into(new ArrayList<>())) {
      assertThat(exact.find(new BsonDocument("_id", new BsonDocument("$eq", document.get("_id")))))
          .as("%s", document)
          .contains(document);
    }
  }

  /**
   * <a
   * href="https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/#numeric-types">
   * Numeric Types</a>: not-a-number equals itself, is no part of ranges, and sorts first.
   */
  @Test
  void notANumber_isOutsideOfRanges() {
    follows.insertMany(
        List.of(
            new Document("_id", 1).append("v", Double.NaN),
            new Document("_id", 2).append("v", 5),
            new Document("_id", 3).append("v", Double.POSITIVE_INFINITY)));
    for (int round = 0; round < 2; round++) {
      assertThat(ids(follows.find(Filters.gte("v", 0)))).containsExactlyInAnyOrder(2, 3);
      assertThat(ids(follows.find(Filters.lt("v", 10)))).containsExactly(2);
      assertThat(ids(follows.find(Filters.gte("v", Double.NaN)))).containsExactly(1);
      assertThat(ids(follows.find(Filters.lte("v", Double.NaN)))).containsExactly(1);
      assertThat(follows.find(Filters.gt("v", Double.NaN))).isEmpty();
      assertThat(ids(follows.find(Filters.eq("v", Double.NaN)))).containsExactly(1);
      assertThat(ids(follows.find().sort(Sorts.ascending("v")))).containsExactly(1, 2, 3);
      follows.createIndex(new Document("v", 1));
    }
  }

  /** Same page: nor is it inside of $or, $and and $elemMatch. */
  @Test
  void notANumber_isOutsideOfNestedRanges() {
    follows.insertMany(
        List.of(
            new Document("_id", 1).append("v", Double.NaN).append("a", List.of(Double.NaN, 1)),
            new Document("_id", 2).append("v", 5).append("a", List.of(7)),
            new Document("_id", 3)
                .append("v", Double.NaN)
                .append("a", List.of(new Document("n", Double.NaN)))));

    assertThat(ids(follows.find(Filters.or(Filters.gte("v", 0), Filters.eq("v", "x")))))
        .containsExactly(2);
    assertThat(ids(follows.find(Filters.or(Filters.gte("v", 0), Filters.eq("_id", 3)))))
        .containsExactly(2, 3);
    assertThat(ids(follows.find(Document.parse("{a: {$elemMatch: {$gte: 3}}}"))))
        .containsExactly(2);
    assertThat(follows.find(Document.parse("{a: {$elemMatch: {n: {$gte: 0}}}}"))).isEmpty();
    assertThat(ids(follows.find(Document.parse("{a: {$elemMatch: {$in: [7]}}, v: {$lt: 9}}"))))
        .containsExactly(2);
  }
}
