package dev.banyan.cli.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banyan.cli.CommandRun;
import dev.banyan.events.SourceVersion;
import dev.banyan.jobs.image.ItemJson;
import dev.banyan.jobs.mapping.CollectionMapping;
import dev.banyan.jobs.mapping.EncodeOutcome;
import dev.banyan.jobs.mapping.TableItem;
import dev.banyan.jobs.mapping.spec.TableSpec;
import dev.banyan.jobs.verify.expect.CollectionExpectation;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The documented example as it is typed, and what is said when a class cannot be used. */
final class JavaMappingsTest {

  @TempDir Path directory;

  @Test
  void load_makesTheDocumentedExample() throws Exception {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    Assumptions.assumeTrue(compiler != null, "this Java has no compiler");
    List<String> sources = examples();
    ByteArrayOutputStream messages = new ByteArrayOutputStream();
    int code =
        compiler.run(
            null,
            messages,
            messages,
            Stream.concat(
                    Stream.of(
                        "-cp", System.getProperty("java.class.path"), "-d", directory.toString()),
                    sources.stream())
                .toArray(String[]::new));
    assertThat(code).as(messages.toString(StandardCharsets.UTF_8)).isZero();

    CollectionMapping<?> mapping =
        JavaMappings.load("com.example.OrderMapping", directory.toString());

    assertThat(mapping.collection()).isEqualTo("orders");
    assertThat(encoded(mapping, "{_id: 7, customer: 'ann', lines: [{cents: 5}, {cents: 37}]}"))
        .singleElement()
        .satisfies(
            item ->
                assertThat(item)
                    .containsEntry("customer", AttributeValue.fromS("ann"))
                    .containsEntry("number", AttributeValue.fromN("7"))
                    .containsEntry("cents", AttributeValue.fromN("42"))
                    .containsEntry("v", AttributeValue.fromS(SourceVersion.LOWEST.toString())));
    assertThat(encoded(mapping, "{_id: 8, customer: 'bob'}")).isEmpty();
    CollectionExpectation expectation =
        JavaMappings.expectation("com.example.OrderExpectation", directory.toString());
    assertThat(
            expectation.items(
                RawBsonDocument.parse("{_id: 7, customer: 'ann', lines: [{cents: 42}]}")))
        .containsExactly(
            new CollectionExpectation.Item(
                "order-sums",
                Map.of(
                    "customer", AttributeValue.fromS("ann"),
                    "number", AttributeValue.fromN("7"),
                    "cents", AttributeValue.fromN("42"))));
  }

  /** Files of what the page shows. */
  private List<String> examples() throws Exception {
    String page = Files.readString(Path.of("../docs/java-mapping.md"));
    Matcher block =
        Pattern.compile("```java\n(.*?public final class (\\w+).*?)```", Pattern.DOTALL)
            .matcher(page);
    List<String> files = new ArrayList<>();
    while (block.find()) {
      Path file = directory.resolve(block.group(2) + ".java");
      files.add(Files.writeString(file, block.group(1)).toString());
    }
    assertThat(files).hasSize(2);
    return files;
  }

  private static List<Map<String, AttributeValue>> encoded(
      CollectionMapping<?> mapping, String json) {
    List<Map<String, AttributeValue>> items = new ArrayList<>();
    EncodeOutcome outcome =
        mapping
            .encoder()
            .encode(
                RawBsonDocument.parse(json),
                SourceVersion.LOWEST,
                item ->
                    items.add(
                        ItemJson.parse(
                            Arrays.copyOfRange(
                                item.array(), item.offset(), item.offset() + item.length()))));
    assertThat(outcome instanceof EncodeOutcome.Encoded).isEqualTo(!items.isEmpty());
    return items;
  }

  @Test
  void load_saysWhatIsWrongWithAClass() {
    assertRefused("com.example.Nowhere", "there is no class com.example.Nowhere");
    assertRefused("java.lang.String", "java.lang.String is not a CollectionMapping");
    assertRefused(NoConstructor.class.getName(), "no public constructor without parameters");
    assertRefused(Abstract.class.getName(), "is abstract");
    assertRefused(Failing.class.getName(), "cannot be made: java.lang.IllegalStateException: no");
    assertThatThrownBy(() -> JavaMappings.load("x.Y", "nowhere/at-all.jar"))
        .hasMessageContaining("nowhere/at-all.jar, which does not exist");
  }

  private static void assertRefused(String name, String message) {
    assertThatThrownBy(() -> JavaMappings.load(name, ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void backfill_isBadInput_whenTheClassIs() {
    CommandRun run =
        CommandRun.of(
            "backfill",
            "--mapping-class",
            "com.example.Nowhere",
            "--state-dir",
            directory.toString(),
            "--mongo-uri",
            "mongodb://127.0.0.1:1/x");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("there is no class com.example.Nowhere").doesNotContain("\tat ");
  }

  /** Nothing but what is asked for. */
  public abstract static class Abstract implements CollectionMapping<String> {
    @Override
    public String collection() {
      return "c";
    }

    @Override
    public String fingerprint() {
      return "f";
    }

    @Override
    public List<TableSpec> tables() {
      return List.of();
    }

    @Override
    public String read(RawBsonDocument document) {
      return "";
    }

    @Override
    public List<TableItem> items(String row, SourceVersion version) {
      return List.of();
    }
  }

  /** Wants a parameter. */
  public static final class NoConstructor extends Abstract {
    @SuppressWarnings("unused")
    public NoConstructor(String parameter) {}
  }

  /** Throws. */
  public static final class Failing extends Abstract {
    public Failing() {
      throw new IllegalStateException("no");
    }
  }
}
