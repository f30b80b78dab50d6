package dev.banyan.jobs.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.jobs.mapping.MappingFile;
import dev.banyan.jobs.mapping.spec.CollectionSpec;
import dev.banyan.jobs.range.DocumentId;
import dev.banyan.jobs.verify.expect.ExpectedItems;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.bson.BsonInt32;
import org.bson.RawBsonDocument;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PairLookTest {

  private static final CollectionSpec SPEC =
      MappingFile.parse(
              "m.yaml",
              """
              collection: c
              table: t
              partition: {attribute: pk, value: "{_id:int32}"}
              ttl: {attribute: gone, path: at, plus: 1d}
              """)
          .mappings()
          .get(0)
          .spec();

  /** DynamoDB deletes what has expired; the document may live on. */
  @ParameterizedTest
  @CsvSource({"2026-01-01T00:00:00Z, false", "2026-03-01T00:00:00Z, true"})
  void expected_anExpiredItemMayBeGone(String at, boolean differs) {
    RawBsonDocument document = RawBsonDocument.parse("{_id: 1, at: {$date: \"%s\"}}".formatted(at));
    FoundPairs nothing = new FoundPairs(Map.of(), new LargeReads(null), true);
    PairLook look =
        new PairLook(
            new ExpectedItems(SPEC),
            DocumentId.ofValue(new BsonInt32(1)),
            document,
            nothing,
            new Newer(null, Clock.systemUTC(), new Counted(false)));
    look.expected(
        new ExpectedItems(SPEC).of(document).items(), Instant.parse("2026-02-01T00:00:00Z"));
    assertThat(look.finding().isPresent()).isEqualTo(differs);
  }
}
