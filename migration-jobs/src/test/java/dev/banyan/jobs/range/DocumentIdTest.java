package dev.banyan.jobs.range;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonJavaScriptWithScope;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.Test;

/** What MongoDB has as two documents has two ids here. */
class DocumentIdTest {

  private static final BsonDocument AB = BsonDocument.parse("{a: 1, b: 2}");
  private static final BsonDocument BA = BsonDocument.parse("{b: 2, a: 1}");

  private static DocumentId id(BsonValue value) {
    return DocumentId.ofValue(value);
  }

  @Test
  void equals_looksAtTheOrderOfFields() {
    assertThat(AB).as("the driver does not").isEqualTo(BA);

    assertThat(id(AB)).isNotEqualTo(id(BA));
    assertThat(id(new BsonDocument("x", AB))).isNotEqualTo(id(new BsonDocument("x", BA)));
    assertThat(id(new BsonDocument("x", new BsonArray(List.of(AB)))))
        .isNotEqualTo(id(new BsonDocument("x", new BsonArray(List.of(BA)))));
    assertThat(id(new BsonJavaScriptWithScope("f", AB)))
        .isNotEqualTo(id(new BsonJavaScriptWithScope("f", BA)));
  }

  @Test
  void equals_ofOneValueHoweverItWasRead() {
    RawBsonDocument raw = RawBsonDocument.parse("{_id: {a: 1, b: 2}}");

    assertThat(DocumentId.of(raw)).isEqualTo(id(AB)).hasSameHashCodeAs(id(AB));
    assertThat(id(new BsonString("a"))).isEqualTo(id(new BsonString("a")));
    assertThat(id(new BsonInt32(1))).isNotEqualTo(id(new BsonInt64(1)));
  }
}
