package dev.banyan.jobs.mapping.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.jobs.image.TypeHint;
import dev.banyan.jobs.mapping.MappingFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;

/** What editors complete is what the reader knows. */
final class SchemaTest {

  private final BsonDocument definitions =
      BsonDocument.parse(MappingFile.schema()).getDocument("$defs");

  @Test
  void schema_knowsTheReadersKeys() {
    assertThat(properties("item")).containsExactlyInAnyOrderElementsOf(ItemReader.KEYS);
    List<String> mapping = new ArrayList<>(SpecReader.COLLECTION_KEYS);
    mapping.addAll(ItemReader.KEYS);
    mapping.remove("when");
    assertThat(properties("mapping")).containsExactlyInAnyOrderElementsOf(mapping);
  }

  @Test
  void schema_knowsTheHintsAndOperators() {
    List<String> hints =
        definitions
            .getDocument("item")
            .getDocument("properties")
            .getDocument("types")
            .getDocument("additionalProperties")
            .getArray("enum")
            .stream()
            .map(value -> value.asString().getValue())
            .toList();
    assertThat(hints)
        .containsExactlyElementsOf(Arrays.stream(TypeHint.values()).map(TypeHint::text).toList());
    List<String> operators =
        Arrays.stream(Condition.Operator.values())
            .map(operator -> operator.name().toLowerCase(Locale.ROOT))
            .toList();
    assertThat(
            definitions
                .getDocument("condition")
                .getDocument("additionalProperties")
                .getArray("oneOf")
                .get(1)
                .asDocument()
                .getDocument("properties")
                .keySet())
        .containsExactlyElementsOf(operators);
  }

  private List<String> properties(String definition) {
    return List.copyOf(definitions.getDocument(definition).getDocument("properties").keySet());
  }
}
