package dev.banyan.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.banyan.cli.CommandRun;
import dev.banyan.cli.migrate.AwsProperties;
import dev.banyan.cli.migrate.Dump;
import dev.banyan.cli.migrate.FakeDynamo;
import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.mapping.CollectionMapping;
import dev.banyan.jobs.mapping.TableItem;
import dev.banyan.jobs.mapping.spec.TableSpec;
import dev.banyan.jobs.mapping.spec.TableSpec.KeyAttribute;
import dev.banyan.jobs.verify.expect.CollectionExpectation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** {@code banyan plan} and {@code banyan verify} of a mapping that is written in Java. */
final class JavaMappingCommandsTest {

  @TempDir Path directory;
  private final AwsProperties aws = new AwsProperties();
  private FakeDynamo dynamo;

  /** An item of nothing but a key. */
  public static final class Keys implements CollectionMapping<String> {
    private static final TableSpec TABLE = TableSpec.of("docs", new KeyAttribute("pk", 'S'), null);

    @Override
    public String collection() {
      return "docs";
    }

    @Override
    public String fingerprint() {
      return "keys-1";
    }

    @Override
    public List<TableSpec> tables() {
      return List.of(TABLE);
    }

    @Override
    public String read(RawBsonDocument document) {
      return document.getString("_id").getValue();
    }

    @Override
    public List<TableItem> items(String id, SourceVersion version) {
      return List.of(new TableItem(TABLE, Map.of("pk", AttributeValue.fromS(id))));
    }
  }

  /** Another's opinion. */
  public static final class Expectation implements CollectionExpectation {
    @Override
    public List<Item> items(RawBsonDocument document) {
      return List.of(
          new Item(
              "docs", Map.of("pk", AttributeValue.fromS(document.getString("_id").getValue()))));
    }
  }

  @BeforeEach
  void start() throws Exception {
    dynamo = new FakeDynamo();
    Dump.write(directory.resolve("dump"), "docs", 20);
  }

  @AfterEach
  void stop() {
    dynamo.close();
    aws.close();
  }

  private CommandRun run(String command, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                command,
                "--mapping-class",
                Keys.class.getName(),
                "--from-dump",
                directory.resolve("dump").toString()));
    all.addAll(List.of(more));
    return CommandRun.of(all.toArray(new String[0]));
  }

  private CommandRun verify(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--aws-endpoint",
                dynamo.endpoint().toString(),
                "--state-dir",
                directory.resolve(".banyan").toString(),
                "--without-extra"));
    all.addAll(List.of(more));
    return run("verify", all.toArray(new String[0]));
  }

  @Test
  void plan_looksThroughTheMapping() {
    CommandRun plan = run("plan");

    assertThat(plan.exitCode()).as(plan.err()).isZero();
    assertThat(plan.out())
        .contains("Plan for docs: 20 of 20 documents", "20 items", "written in Java");
    CommandRun both = run("plan", "--mapping", "m.yaml");
    assertThat(both.exitCode()).isEqualTo(2);
    assertThat(both.err()).contains("--mapping and --mapping-class");
  }

  @Test
  void verify_saysThatMistakesOfTheMappingAreNotSeen_unlessSomebodyElseSpeaks() throws Exception {
    CommandRun text = verify();
    assertThat(text.exitCode()).as(text.err() + text.out()).isZero();
    assertThat(text.out() + text.err())
        .contains("held against itself", "mistakes of the mapping are not", "--expectation-class");

    CommandRun json =
        verify("--output", "json", "--expectation-class", Expectation.class.getName());
    JsonNode report = new ObjectMapper().readTree(json.out());
    assertThat(report.get("mappingMistakesSeen").asBoolean()).isTrue();
    assertThat(report.get("expectation").asText()).isEqualTo(Expectation.class.getName());
    assertThat(report.get("good").asBoolean()).isTrue();
    assertThat(json.err()).doesNotContain("held against itself");
  }

  @Test
  void verify_refusesWhatProvesNothing() {
    CommandRun evidence =
        CommandRun.of(
            "verify", "--mapping-class", Keys.class.getName(), "--control-table", "banyan-control");
    assertThat(evidence.exitCode()).isEqualTo(2);
    assertThat(evidence.err()).contains("no evidence for a switch", "--expectation-class");
    CommandRun neither = CommandRun.of("verify", "--lag", "1");
    assertThat(neither.exitCode()).isEqualTo(2);
    assertThat(neither.err()).contains("--mapping FILE, or --mapping-class CLASS");
    CommandRun wrong = verify("--expectation-class", "java.lang.String");
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err()).contains("java.lang.String is not a CollectionExpectation");
  }
}
