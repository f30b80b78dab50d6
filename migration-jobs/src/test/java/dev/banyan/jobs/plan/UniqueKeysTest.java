package dev.banyan.jobs.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.jobs.mapping.CompiledMapping;
import dev.banyan.jobs.mapping.MappingFile;
import dev.banyan.jobs.mapping.spec.CollectionSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UniqueKeysTest {

  private static Optional<String> doubt(String yaml, String... indexes) {
    List<CollectionSpec> file =
        MappingFile.parse("m.yaml", yaml).mappings().stream().map(CompiledMapping::spec).toList();
    return UniqueKeys.doubt(
        file.get(0), file, () -> Arrays.stream(indexes).map(BsonDocument::parse).toList());
  }

  private static String keyed(String key) {
    return "collection: c\ntable: t\npartition: {attribute: k, value: \"%s\"}\n".formatted(key);
  }

  @ParameterizedTest
  @CsvSource({
    "{_id}, false",
    "X#{_id:any}, false",
    "{_id:string|objectId}, true",
    "{name}, true",
    "{name}#{_id}, true",
    "{name}#{_id:objectId}, false",
    "{_id:int64}#{name}, false",
    "{name}#{_id:int32}, false",
    "{_id:int64}-{n:int32}, true",
    "{_id:int64}5{name}, true",
    "{u:uuid}#{_id}#{o:objectId}, false",
  })
  void doubt_isLeft_whereTheKeyDoesNotTellTheId(String key, boolean doubtful) {
    assertThat(doubt(keyed(key)).isPresent()).isEqualTo(doubtful);
  }

  @Test
  void doubt_isTakenAway_byAUniqueIndexOnWhatTheKeyTells() {
    String mapping =
        "collection: c\ntable: t\npartition: {attribute: p, value: \"{shop.id}\"}\n"
            + "sort: {attribute: s, value: \"{number:int32}\"}\n";
    String index = "key: {'shop.id': 1, number: 1}, unique: true";

    assertThat(doubt(mapping, "{" + index + "}")).isEmpty();
    assertThat(doubt(mapping, "{key: {number: 1}, unique: true}")).isEmpty();
    assertThat(doubt(mapping, "{key: {number: 1, day: 1}, unique: true}")).isPresent();
    assertThat(doubt(mapping, "{key: {number: 1}}")).isPresent();
    assertThat(doubt(mapping, "{" + index + ", partialFilterExpression: {number: {$gt: 5}}}"))
        .hasValueSatisfying(why -> assertThat(why).contains("'c'", "'t'", "whole _id"));
  }

  @Test
  void doubt_isLeft_aboutElements_withoutTheirIndex() {
    String each =
        "collection: c\ntable: t\neach: {path: lines, as: line}\n"
            + "partition: {attribute: p, value: \"{_id}\"}\n"
            + "sort: {attribute: s, value: \"%s\"}\n";

    assertThat(doubt(each.formatted("{line.sku}")))
        .hasValueSatisfying(why -> assertThat(why).contains("{#:int32}"));
    assertThat(doubt(each.formatted("{#:int32}"))).isEmpty();
  }

  @Test
  void doubt_isLeft_whereTwoKindsOfItemsMayMeet_ofOneCollectionOrTwo() {
    String two =
        "mappings:\n- collection: c\n  table: t\n  partition: {attribute: k, value: \"%s\"}\n"
            + "- collection: d\n  table: t\n  partition: {attribute: k, value: \"%s\"}\n";

    assertThat(doubt(two.formatted("A#{_id}", "B#{_id}"))).isEmpty();
    assertThat(doubt(two.formatted("{_id:int32}#A", "{_id:int32}#B"))).isEmpty();
    assertThat(doubt(two.formatted("A#{_id}", "A#{_id}"))).isPresent();
    assertThat(doubt(two.formatted("A#{_id}", "{_id}"))).isPresent();
  }
}
