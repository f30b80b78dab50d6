package dev.banyan.jobs.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.jobs.range.DocumentId;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.bson.BsonInt32;
import org.bson.BsonTimestamp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RangeJournalTest {

  @TempDir private Path state;

  private RangeJournal open() {
    return RangeJournal.open(state, "mapping", () -> new BsonTimestamp(1), 16);
  }

  @Test
  void done_keepsSoManyIdsOfAllRangesAndCountsTheOthers() {
    List<DocumentId> ids =
        IntStream.range(0, RangeProgress.MOST_SUSPECTS - 10)
            .mapToObj(i -> DocumentId.ofValue(new BsonInt32(i)))
            .toList();
    try (RangeJournal journal = open()) {
      journal.done("orders", 0, ids, 0);
      journal.done("orders", 1, ids.subList(0, 30), 5);
    }

    try (RangeJournal journal = open()) {
      assertThat(journal.isResumed()).isTrue();
      assertThat(journal.suspects("orders", 0).stream().mapToInt(List::size).sum())
          .isEqualTo(ids.size());
      assertThat(journal.more("orders", 0)).isZero();
      assertThat(journal.suspects("orders", 1)).containsExactly(ids.subList(0, 10));
      assertThat(journal.more("orders", 1)).isEqualTo(25);
    }
  }
}
