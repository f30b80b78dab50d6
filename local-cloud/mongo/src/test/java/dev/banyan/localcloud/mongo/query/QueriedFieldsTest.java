package dev.banyan.localcloud.mongo.query;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QueriedFieldsTest {

  private static QueriedFields of(String field, Object demand) {
    return QueriedFields.of(new Document(field, demand));
  }

  @Test
  void of_fieldsAndPaths_areTheirOutermostNames() {
    Document query =
        new Document("_id", new Document("$gt", 1)).append("a.b.0", 2).append("c", null);
    assertThat(QueriedFields.of(query).names()).isEqualTo(Set.of("_id", "a", "c"));
    assertThat(QueriedFields.of(new Document()).names()).isEmpty();
  }

  @Test
  void of_logicalOperators_areLookedInto() {
    List<Document> parts =
        List.of(new Document("a", 1), new Document("$nor", List.of(new Document("b.c", 2))));
    assertThat(of("$and", parts).names()).isEqualTo(Set.of("a", "b"));
    assertThat(of("$or", parts).names()).isEqualTo(Set.of("a", "b"));
  }

  @Test
  void of_operatorsThatSeeTheWholeDocument_areAllFields() {
    assertThat(of("$expr", new Document("$eq", List.of("$a", "$b")))).isEqualTo(QueriedFields.ALL);
    assertThat(of("$where", "this.a")).isEqualTo(QueriedFields.ALL);
    assertThat(of("$or", List.of(new Document("$expr", true)))).isEqualTo(QueriedFields.ALL);
    assertThat(of("$and", "not a list")).isEqualTo(QueriedFields.ALL);
  }

  @Test
  void ofProjection_plainInclusion_isTheNamesAndTheId() {
    Document included = new Document("a.b", 1).append("c", true).append("_id", 0);
    assertThat(QueriedFields.ofProjection(included).names()).isEqualTo(Set.of("_id", "a", "c"));
    assertThat(QueriedFields.ofProjection(new Document("_id", 1)).isIdOnly()).isTrue();
    assertThat(QueriedFields.ofProjection(included).isIdOnly()).isFalse();
  }

  @Test
  void ofProjection_exclusionAndOperators_areAllFields() {
    assertThat(QueriedFields.ofProjection(new Document("a", 0))).isEqualTo(QueriedFields.ALL);
    assertThat(QueriedFields.ofProjection(new Document("_id", 0))).isEqualTo(QueriedFields.ALL);
    assertThat(QueriedFields.ofProjection(new Document("a", new Document("$slice", 1))))
        .isEqualTo(QueriedFields.ALL);
    assertThat(QueriedFields.ofProjection(new Document("a", "$b"))).isEqualTo(QueriedFields.ALL);
  }
}
