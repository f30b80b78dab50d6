package dev.banyan.stream;

import static dev.banyan.stream.testkit.TestEvents.version;
import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.events.Buckets;
import dev.banyan.events.SourceVersion;
import dev.banyan.stream.testkit.LocalTables;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class WatermarkTableTest {

  private final WatermarkTable table = new WatermarkTable(LocalTables.client());

  @BeforeEach
  void emptyTable() {
    LocalTables.clear(WatermarkTable.NAME);
  }

  private static Map<Integer, SourceVersion> all(int n) {
    var positions = new HashMap<Integer, SourceVersion>();
    for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
      positions.put(bucket, version(n));
    }
    return positions;
  }

  @Test
  void read_isEmptyWhileABucketIsMissing() {
    Map<Integer, SourceVersion> positions = all(3);
    positions.remove(11);
    table.advance("c", positions);
    assertThat(table.read("c")).isEmpty();

    table.advance("c", Map.of(11, version(1)));
    assertThat(table.read("c")).contains(version(1));
  }

  @Test
  void advance_neverMovesABucketBack() {
    table.advance("c", all(5));

    table.advance("c", all(4));

    assertThat(table.read("c")).contains(version(5));
  }

  @Test
  void advance_movesTheOthersIfOneIsAhead() {
    table.advance("c", all(5));
    table.advance("c", Map.of(2, version(9)));

    table.advance("c", all(7));

    assertThat(table.progress("c").buckets())
        .containsEntry(2, version(9))
        .containsEntry(0, version(7))
        .containsEntry(15, version(7));
  }

  @Test
  void fence_standsUntilItIsTakenAway() {
    table.advance("c", all(1));
    table.fence("c", version(3));
    assertThat(table.progress("c").fence()).isEqualTo(version(3));

    table.unfence("c");
    assertThat(table.progress("c").fence()).isNull();
    assertThat(table.read("c")).contains(version(1));
  }

  @Test
  void read_isEmptyForACapabilityNobodyHasSeen() {
    assertThat(table.read("nobody")).isEmpty();
    assertThat(table.progress("nobody").buckets()).isEmpty();
  }
}
