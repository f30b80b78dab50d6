package dev.banyan.localcloud.mongo.bson;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.BsonJavaScript;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Decimal128;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.LegacyUUID;
import de.bwaldvogel.mongo.bson.MaxKey;
import de.bwaldvogel.mongo.bson.MinKey;
import de.bwaldvogel.mongo.bson.ObjectId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StoredDocumentTest {

  /** A value of each type, so that each is passed over once and found once. */
  private static Document everyType() {
    byte[] counted = {2, 0, 0, 0, 'x', 0};
    return new Document("double", 1.5)
        .append("text", "grüße")
        .append("document", new Document("a", List.of(1, 2)))
        .append("array", List.of("a", new Document("b", 1)))
        .append("binary", new BinData(new byte[] {1, 2, 3}))
        .append("other binary", new OpaqueValue(BsonType.BINARY, new byte[] {1, 0, 0, 0, 9, 7}))
        .append("uuid", UUID.fromString("01234567-89ab-cdef-0123-456789abcdef"))
        .append("old uuid", new LegacyUUID(1, 2))
        .append("undefined", new OpaqueValue(BsonType.UNDEFINED, new byte[0]))
        .append("object id", new ObjectId("0123456789abcdef01234567"))
        .append("boolean", true)
        .append("date", Instant.ofEpochMilli(5))
        .append("null", null)
        .append("regex", new BsonRegularExpression("a.*b", "i"))
        .append("code", new BsonJavaScript("f()"))
        .append("symbol", new OpaqueValue(BsonType.SYMBOL, counted))
        .append("int", 7)
        .append("timestamp", new BsonTimestamp(3))
        .append("long", 8L)
        .append("decimal", new Decimal128(1, 2))
        .append("min", MinKey.getInstance())
        .append("max", MaxKey.getInstance())
        .append("", "no name")
        .append("last", "end");
  }

  @Test
  void decode_ofSomeFields_isThatPartOfTheWhole() {
    Document all = everyType();
    StoredDocument stored = new StoredDocument(Bson.encode(all));
    Document whole = stored.decode();
    List<String> names = new ArrayList<>(all.keySet());
    for (String name : names) {
      Document part = new Document(name, whole.get(name));
      part.put("last", whole.get("last"));
      assertThat(Bson.encode(stored.decode(Set.copyOf(List.of(name, "last", "missing")))))
          .as(name)
          .isEqualTo(Bson.encode(part));
    }
    assertThat(stored.decode(Set.of())).isEmpty();
  }

  @Test
  void encode_aStoredDocumentInside_isTheDocument() {
    Document inner = everyType();
    byte[] plain = Bson.encode(new Document("batch", List.of(inner, 1)));
    StoredDocument stored = new StoredDocument(Bson.encode(inner));
    assertThat(Bson.encode(new Document("batch", List.of(stored, 1)))).isEqualTo(plain);
  }
}
