package dev.banyan.jobs.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.jobs.range.DocumentId;
import dev.banyan.jobs.verify.ChangedDocuments.Id;
import dev.banyan.jobs.verify.Difference.Kind;
import dev.banyan.jobs.verify.Finding.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.bson.BsonString;
import org.bson.BsonTimestamp;
import org.junit.jupiter.api.Test;

final class SuspectsTest {

  private static final DocumentId A = DocumentId.ofValue(new BsonString("a"));
  private static final DocumentId B = DocumentId.ofValue(new BsonString("b"));
  private static final BsonTimestamp END = new BsonTimestamp(100, 0);
  private static final BsonTimestamp LATER = new BsonTimestamp(101, 0);

  private final Comparison comparison = new NoComparison();
  private final Suspects suspects = new Suspects(10, 3, Duration.ofSeconds(5));
  private Instant now = Instant.EPOCH;

  @Test
  void standing_afterThreeChecksAndTheLagBound() {
    suspects.found(comparison, Map.of(A, finding(1)), now);
    for (int i = 0; i < 3; i++) {
      check(Map.of(A, finding(1)), Map.of());
    }
    assertThat(suspects.standing(now)).isZero();
    assertThat(suspects.undecided(END, now)).isEqualTo(1);

    now = now.plusSeconds(5);

    assertThat(suspects.standing(now)).isEqualTo(1);
    assertThat(suspects.undecided(END, now)).isZero();
    assertThat(suspects.samples(9, now))
        .singleElement()
        .satisfies(d -> assertThat(d.age()).isEqualTo(Duration.ofSeconds(5)));
  }

  @Test
  void checked_takesAwayWhatAgrees() {
    suspects.found(comparison, Map.of(A, finding(1), B, finding(1)), now);

    check(Map.of(B, finding(1)), Map.of());

    assertThat(suspects.size()).isEqualTo(1);
  }

  @Test
  void checked_beginsAnewWhenTheDocumentChanged() {
    suspects.found(comparison, Map.of(A, finding(1)), now);
    for (int i = 0; i < 9; i++) {
      now = now.plusSeconds(4);
      check(Map.of(A, finding(1)), Map.of(A, LATER));
    }

    assertThat(suspects.standing(now)).isZero();
    assertThat(suspects.undecided(END, now)).as("young: the lag explains it").isZero();
    now = now.plusSeconds(5);
    assertThat(suspects.undecided(END, now)).as("not young any more").isEqualTo(1);
  }

  @Test
  void checked_beginsAnewWhenEitherSideLooksDifferent() {
    suspects.found(comparison, Map.of(A, finding(1)), now);
    for (int i = 0; i < 9; i++) {
      now = now.plusSeconds(4);
      check(Map.of(A, finding(i)), Map.of());
    }

    assertThat(suspects.standing(now)).isZero();
    assertThat(suspects.undecided(END, now)).isEqualTo(1);
  }

  @Test
  void undecided_isWhatChangedBeforeTheEndOfGeneration0() {
    check(Map.of(A, finding(1)), Map.of(A, END));

    assertThat(suspects.undecided(END, now)).isEqualTo(1);
  }

  @Test
  void toCheck_isWhatDiffersAndWhatChanged() {
    suspects.found(comparison, Map.of(A, finding(1)), now);

    assertThat(
            suspects.toCheck(
                comparison,
                Map.of(
                    new Id("mine", B),
                    END,
                    new Id("other", DocumentId.ofValue(new BsonString("c"))),
                    END)))
        .containsExactlyInAnyOrder(A, B);
  }

  @Test
  void found_countsWhatItCannotKeep() {
    Suspects one = new Suspects(1, 3, Duration.ZERO);

    one.found(comparison, Map.of(A, finding(1), B, finding(1)), now);

    assertThat(one.size()).isEqualTo(2);
    assertThat(one.standing(now)).as("nobody checks it again, so it counts").isEqualTo(1);
  }

  @Test
  void checked_countsNoPairTwiceButOneAtLeast() {
    Suspects one = new Suspects(1, 3, Duration.ZERO);
    one.found(comparison, Map.of(A, finding(1)), now);

    for (int i = 0; i < 3; i++) {
      one.checked(comparison, List.of(B), Map.of(B, finding(1)), Map.of(B, END), now);
    }

    assertThat(one.size()).isEqualTo(2);
  }

  private void check(Map<DocumentId, Finding> differing, Map<DocumentId, BsonTimestamp> changed) {
    suspects.checked(comparison, List.of(A, B), differing, changed, now);
  }

  private static Finding finding(int state) {
    return new Finding(Kind.MISMATCHED, "key", List.of(new Path("p", "1", "2")), null, null, state);
  }

  private static final class NoComparison implements Comparison {
    @Override
    public String table() {
      return "table";
    }

    @Override
    public boolean concerns(String collection) {
      return collection.equals("mine");
    }

    @Override
    public void readAll(Pairs pairs, Work work) {}

    @Override
    public Map<DocumentId, Finding> compare(Collection<DocumentId> ids, boolean consistent) {
      return Map.of();
    }
  }
}
