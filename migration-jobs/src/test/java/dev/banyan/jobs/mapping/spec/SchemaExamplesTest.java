package dev.banyan.jobs.mapping.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.banyan.jobs.mapping.MappingFile;
import dev.banyan.jobs.plan.PlanInit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** What editors are told by the schema and what the reader takes is the same. */
final class SchemaExamplesTest {

  private static final Path DOCS = Path.of("../docs/mapping.md");
  private static final Pattern BLOCK = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-zA-Z]+: [^`]+)`.*\\|$");
  private static final String BASE = "collection: c\ntable: things\npartition: \"{_id}\"\n";

  private final ObjectMapper json = new ObjectMapper();
  private final JsonSchema schema =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(PlanInit.schema());

  private Set<ValidationMessage> problems(String yaml) {
    return schema.validate(json.valueToTree(new Yaml().<Object>load(yaml)));
  }

  /** Every mapping that the guide shows, and every key that it explains. */
  static Stream<String> examples() throws IOException {
    String guide = Files.readString(DOCS);
    List<String> examples = new ArrayList<>();
    for (Matcher block = BLOCK.matcher(guide); block.find(); ) {
      String yaml = block.group(1);
      examples.add(yaml.startsWith("collection:") ? yaml : "collection: c\ntable: things\n" + yaml);
    }
    for (Matcher row = ROW.matcher(guide); row.find(); ) {
      if (!row.group(1).contains("`")) {
        examples.add(BASE + row.group(1) + "\n");
      }
    }
    return examples.stream();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void schemaAndReader_takeWhatTheGuideShows(String yaml) {
    assertThat(problems(yaml)).as(yaml).isEmpty();
    assertThat(MappingFile.parse("guide.yaml", yaml).mappings()).isNotEmpty();
  }

  @Test
  void examples_areFound() throws IOException {
    assertThat(examples()).hasSizeGreaterThan(8);
  }

  @Test
  void schema_refusesWhatTheReaderRefuses() {
    for (String wrong :
        List.of(
            BASE + "exclud: [a]\n",
            BASE + "types: {a: integer}\n",
            "table: things\npartition: \"{_id}\"\n",
            BASE + "oversize: cut\n",
            BASE + "filter: {a: {like: x}}\n",
            BASE + "filter: {}\n",
            BASE + "filter: {a: {}}\n",
            BASE + "filter: {a: {type: strin}}\n",
            BASE + "filter: {$or: [{a: 1}]}\n",
            BASE + "indexes: [{name: b y, partition: a}]\n",
            "collection: c\ntable: a/b\npartition: \"{_id}\"\n")) {
      assertThat(problems(wrong)).as(wrong).isNotEmpty();
      assertThatThrownBy(() -> MappingFile.parse("m.yaml", wrong)).as(wrong).isNotNull();
    }
  }
}
