package dev.banyan.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.banyan.events.SourceVersion;
import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.junit.jupiter.api.Test;

final class ChangeClockTest {

  private static final BsonTimestamp TIME = new BsonTimestamp(100, 7);
  private static final BsonTimestamp LATER = new BsonTimestamp(100, 8);

  @Test
  void next_countsTheChangesOfOneClusterTime() {
    ChangeClock clock = new ChangeClock(new Checkpoint(null, new SourceVersion(100, 6, 0)));

    assertThat(clock.next(TIME)).isEqualTo(new SourceVersion(100, 7, 0));
    assertThat(clock.next(TIME)).isEqualTo(new SourceVersion(100, 7, 1));
    assertThat(clock.next(LATER)).isEqualTo(new SourceVersion(100, 8, 0));
  }

  /** What has the noted time itself must not get the version of what was done before a restart. */
  @Test
  void next_behindACheckpointThatIsOnlyATime_goesOnCountingToo() {
    Checkpoint noted = new Checkpoint(null, new SourceVersion(100, 7, 0));

    assertThat(new ChangeClock(noted).next(TIME)).isEqualTo(new SourceVersion(100, 7, 1));
  }

  @Test
  void next_behindACheckpointInsideATransaction_goesOnCounting() {
    Checkpoint inside = new Checkpoint(new BsonDocument(), new SourceVersion(100, 7, 4));

    assertThat(new ChangeClock(inside).next(TIME)).isEqualTo(new SourceVersion(100, 7, 5));
    assertThat(new ChangeClock(inside).next(LATER)).isEqualTo(new SourceVersion(100, 8, 0));
  }

  @Test
  void next_beyondWhatVersionsCanTellApart_stops() {
    Checkpoint last = new Checkpoint(new BsonDocument(), new SourceVersion(100, 7, 99_999));

    assertThatThrownBy(() -> new ChangeClock(last).next(TIME)).hasMessageContaining("100,000");
  }

  @Test
  void eventId_namesClusterTimeAndOrdinal() {
    assertThat(ChangeClock.eventId(new SourceVersion(100, 7, 4))).isEqualTo("legacy-100.7-4");
  }
}
