package dev.banyan.jobs.mapping;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banyan.jobs.mapping.spec.MappingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people write by mistake, and what they read then: place, reason, remedy. */
final class MappingMistakesTest {

  private static final String THREE =
      "collection: orders\ntable: orders\npartition: \"{_id:objectId}\"\n";

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "rename: {a: x, b: x} | 4:19: 'rename b: x' wants the attribute of 'rename a: x'",
        "rename: {a: v} | 4:13: 'rename a: v' wants the attribute of 'the version'",
        "set: {_id: 5} | 4:12: 'set _id' wants the attribute of 'the partition key'",
        "set: {a: 1, a.b: 2} | 4:18: 'set a.b' goes below 'set a'",
        "version: origin | 4:10: the version and the origin are both called 'origin'",
        "sort: ~{_id:objectId}~ | 4:7: the partition key and the sort key are both called '_id'",
        "rename: {a: b} ⏎exclude: [a] | 5:11: 'a' is both excluded and renamed",
        "indexes: [{name: b y, partition: x}] | 4:18: index 'b y' is no name that DynamoDB takes: 3 to 255",
        "indexes: [{name: i-a, partition: x}, {name: i-a, partition: y}] | 4:38: index 'i-a' is there twice",
        "indexes: [{name: i-a, partition: x}] ⏎exclude: [x] | 4:34: index 'i-a' would be empty: 'x' is excluded",
        "indexes: [{name: i-a, partition: x}] ⏎only: [y] | 4:34: index 'i-a' would be empty: 'x' is not in 'only'",
        "filter: {} | 4:9: a condition has no test",
        "filter: {a: {}} | 4:13: a condition has no test",
        "filter: {a: {type: strin}} | 4:20: type 'strin' is not known, did you mean 'string'?",
        "filter: {a: {in: []}} | 4:18: 'in' lists nothing, and so would take no document",
        "filter: {any: []} | 4:15: 'any' lists nothing, and so would take no document",
        "filter: {$or: [{a: 1}]} | 4:15: '$or' is MongoDB's: write any: [...]",
        "filter: {$nor: [{a: 1}]} | 4:16: '$nor' is MongoDB's: write not: {any: [...]}",
        "filter: {a: {$gt: 1}} | 4:14: unknown key '$gt', did you mean 'gt'?",
        "filter: {a: {gt: 1, lt: abc}} | 4:25: no value can meet both: 'gt' wants a number, and 'lt' wants text or a date",
        "filter: {a: {type: int, eq: x}} | 4:29: no value can meet both: 'type' wants a number, and 'eq' wants text",
        "filter: {a: {in: [1, true], gte: b}} | 4:34: no value can meet both: 'in' wants a number or true or false",
        "each: lines | 4:7: all elements of 'lines' would have one key: give a 'sort'",
        "sort: {attribute: s, value: ~L{_id:objectId}~} ⏎each: lines | 5:7: all elements of 'lines' would have",
        "filter: &f {not: *f} | 4:9: an alias inside of what it stands for",
      })
  void parse_saysWhereAndWhatToDo(String lines, String message) {
    assertMistake(THREE + lines.replace("⏎", "\n").replace('~', '"') + "\n", "m.yaml:" + message);
  }

  @Test
  void parse_takesElementsWhoseKeysTellThemApart_andTestsThatAValueCanMeet() {
    String each = "collection: orders\ntable: lines\neach: {path: lines, as: line}\n";
    assertThat(MappingFile.parse("m.yaml", each + "partition: \"{line.sku}\"\n").mappings())
        .hasSize(1);
    assertThat(
            MappingFile.parse(
                    "m.yaml", each + "partition: \"{_id}\"\nsort: {value: \"{#:int32:3}\"}\n")
                .mappings())
        .hasSize(1);
    assertThat(
            MappingFile.parse(
                    "m.yaml",
                    THREE
                        + "filter: {a: {type: date, gt: 2026-01-01, ne: 5}, b: {in: [1, x], eq: x}}\n")
                .mappings())
        .hasSize(1);
  }

  @Test
  void parse_quotesForgottenAroundATemplate() {
    assertMistake(
        "collection: orders\ntable: orders\npartition: {customer}\n",
        "m.yaml:3:12: partition: a template with braces needs quotes: \"{customer}\"");
    assertMistake(
        THREE + "set: {a: {b}}\n",
        "m.yaml:4:10: a value: a template with braces needs quotes: \"{b}\"");
  }

  @Test
  void parse_namesThatDynamoDbRefuses() {
    String rest = "partition: \"{_id}\"\n";
    assertMistake(
        "collection: orders\ntable: my table\n" + rest,
        "m.yaml:2:8: table 'my table' is no name that DynamoDB takes: 3 to 255 of a-z, A-Z, 0-9,");
    assertMistake("collection: orders\ntable: a/b\n" + rest, "m.yaml:2:8: table 'a/b' is no name");
    assertMistake(
        "collection: orders\ntable: tab\npartition: {attribute: "
            + "k".repeat(256)
            + ", value: \"{_id}\"}\n",
        "m.yaml:3:24: a key attribute's name has 1 to 255 bytes");
  }

  @Test
  void parse_twoMappingsThatWantOneTableOtherwise() {
    String other = "{attribute: k, type: N, value: \"{_id:int32}\"}";
    assertMistake(
        "mappings:\n"
            + "  - {collection: a, table: tab, partition: \"{_id}\"}\n"
            + "  - {collection: b, table: tab, partition: "
            + other
            + "}\n",
        "m.yaml:3:5: table 'tab' has the key (_id S) in another mapping of this file, and (k N) here");
    assertMistake(
        "collection: a\nitems:\n"
            + "  - {table: tab, partition: \"{_id}\"}\n"
            + "  - {table: tab, partition: \"{_id}\", sort: \"{x}\"}\n",
        "m.yaml:4:5: table 'tab' has the key (_id S) in another mapping of this file, and (_id S, x S) here");
  }

  @Test
  void parse_bombs() {
    assertMistake(
        THREE + "filter: " + "{not: ".repeat(500) + "{a: 1}" + "}".repeat(500) + "\n",
        "m.yaml:1:1: not valid YAML: Nesting Depth exceeded");
    assertMistake(THREE + "---\n" + THREE, "m.yaml:4:1: one YAML document is needed: put several");
    assertMistake(
        "collection: orders\ntable: or\u0001ders\n",
        "m.yaml:2:10: the character U+0001 cannot be in YAML");
  }

  @Test
  void read_filesThatAreNoUtf8() throws IOException {
    Path file = folder.resolve("m.yaml");
    Files.write(file, (THREE + "# caf\u00e9\n").getBytes(ISO_8859_1));
    assertThatThrownBy(() -> MappingFile.read(file))
        .isInstanceOf(MappingException.class)
        .hasMessage(file + ":4:6: not UTF-8 (byte 0xe9): save the file as UTF-8");
    Files.write(file, ("\uFEFF" + THREE).getBytes(UTF_16LE));
    assertThatThrownBy(() -> MappingFile.read(file))
        .hasMessage(file + ":1:1: not UTF-8 (byte 0xff): save the file as UTF-8");
    Files.writeString(file, "\uFEFF" + THREE);
    assertThat(MappingFile.read(file).mappings()).hasSize(1);
  }

  private static void assertMistake(String yaml, String message) {
    assertThatThrownBy(() -> MappingFile.parse("m.yaml", yaml))
        .isInstanceOf(MappingException.class)
        .hasMessageContaining(message);
  }
}
