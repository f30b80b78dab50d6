package dev.banyan.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.stream.testkit.LocalTables;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class DeadLetterTableTest {

  private static final Instant TIME = Instant.parse("2026-01-01T00:00:00.123Z");

  private final DeadLetterTable table = new DeadLetterTable(LocalTables.client());

  @BeforeEach
  void emptyTable() {
    LocalTables.clear(DeadLetterTable.NAME);
  }

  private static DeadLetter letter(int n, byte[] payload) {
    return new DeadLetter("c", TIME.plusSeconds(n), "shard:1:" + n, "cause " + n, payload, null);
  }

  @Test
  void put_keepsPayloadsThatNoItemHolds() {
    byte[] payload = new byte[DeadLetterTable.PART_BYTES * 2 + 7];
    new Random(1).nextBytes(payload);
    DeadLetter big = letter(1, payload);

    table.put(big);

    assertThat(table.find("c", big.id()).orElseThrow().payload()).isEqualTo(payload);
    assertThat(table.list("c", null, 10))
        .singleElement()
        .satisfies(read -> assertThat(read.payload()).isEqualTo(payload));
    assertThat(table.count("c")).isOne();

    assertThat(table.remove("c", big.id())).isTrue();
    assertThat(LocalTables.items(DeadLetterTable.NAME)).isEmpty();
  }

  @Test
  void put_ofTheSamePositionIsOneDeadLetter() {
    table.put(letter(1, new byte[] {1}));
    table.put(letter(1, new byte[] {1}));

    assertThat(table.count("c")).isOne();
  }

  @Test
  void list_isPagedByTime() {
    for (int n = 4; n >= 0; n--) {
      table.put(letter(n, new byte[] {(byte) n}));
    }

    var first = table.list("c", null, 3);
    var second = table.list("c", first.get(2).id(), 3);

    assertThat(first)
        .extracting(DeadLetter::cause)
        .containsExactly("cause 0", "cause 1", "cause 2");
    assertThat(second).extracting(DeadLetter::cause).containsExactly("cause 3", "cause 4");
    assertThat(table.list("other", null, 3)).isEmpty();
  }

  @Test
  void remove_saysWhetherThereWasOne() {
    assertThat(table.remove("c", "nothing")).isFalse();
  }
}
