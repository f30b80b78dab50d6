package dev.banyan.jobs.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NameTableTest {

  private static final long SEED = 20_261_121;

  @Test
  void get_findsNamesWhereverTheyLie() {
    Random random = new Random(SEED);
    Map<String, Integer> entries = new LinkedHashMap<>();
    for (int i = 0; i < 500; i++) {
      entries.put(name(random, random.nextInt(30)), i);
    }
    NameTable<Integer> table = new NameTable<>(entries);

    entries.forEach(
        (name, value) -> {
          byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
          for (int before = 0; before < 9; before++) {
            for (int behind = 0; behind < 9; behind++) {
              byte[] around = new byte[before + bytes.length + behind];
              random.nextBytes(around);
              System.arraycopy(bytes, 0, around, before, bytes.length);
              assertThat(table.get(around, before, bytes.length))
                  .as("seed " + SEED)
                  .isEqualTo(value);
            }
          }
        });
    assertThat(table.get(new byte[31], 0, 31)).isNull();
  }

  /** Generated names: their beginnings, ends or middles are all that differs. */
  @Test
  void hash_spreadsNamesThatDifferLittle() {
    for (String shape :
        new String[] {"%06d", "field_%06d", "%06d_of_something", "a.long.%06d.path.behind"}) {
      Set<Integer> slots = new HashSet<>();
      for (int i = 0; i < 10_000; i++) {
        byte[] name = shape.formatted(i).getBytes(StandardCharsets.UTF_8);
        slots.add(NameTable.hash(name, 0, name.length) & 0xffff);
      }
      assertThat(slots).as(shape).hasSizeGreaterThan(8_000); // 9,270 of 65,536 at random
    }
  }

  @Test
  void nameEnd_isTheFirstZeroBelowTheLimit() {
    Random random = new Random(SEED);
    for (int i = 0; i < 5_000; i++) {
      byte[] bytes = new byte[1 + random.nextInt(40)];
      random.nextBytes(bytes);
      for (int at = 0; at < bytes.length; at++) {
        bytes[at] = random.nextInt(12) == 0 ? 0 : bytes[at] == 0 ? (byte) 0x80 : bytes[at];
      }
      int start = random.nextInt(bytes.length);
      int limit = start + random.nextInt(bytes.length - start + 1);
      int expected = start;
      while (expected < limit && bytes[expected] != 0) {
        expected++;
      }
      assertThat(end(bytes, start, limit)).as(Arrays.toString(bytes)).isEqualTo(expected);
    }
  }

  private static int end(byte[] bytes, int start, int limit) {
    try {
      return BsonScan.nameEnd(bytes, start, limit);
    } catch (RefusedException e) {
      return limit;
    }
  }

  private static String name(Random random, int length) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < length; i++) {
      name.append((char) ('a' + random.nextInt(26)));
    }
    return name + "é".repeat(random.nextInt(2));
  }
}
