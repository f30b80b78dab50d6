package dev.banyan.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.AsciiString;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FieldsTest {

  private static final String[] NAMES = {"A", "a", "Via", "VIA", "Cookie", "X-Forwarded-For", "B"};

  static List<String> listed(Fields fields) {
    List<String> listed = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      listed.add(fields.name(i) + "=" + fields.value(i));
    }
    return listed;
  }

  private static List<String> listed(HeadersMultiMap table) {
    List<String> listed = new ArrayList<>();
    table.forEach((name, value) -> listed.add(name + "=" + value));
    return listed;
  }

  /** Vert.x's table, which the fields of every request are in, is what they are compared with. */
  @Test
  void whateverIsDone_comesToWhatATableHolds() {
    Random random = new Random(20261);
    for (int round = 0; round < 2_000; round++) {
      Fields fields = new Fields();
      HeadersMultiMap table = HeadersMultiMap.caseInsensitive();
      for (int step = 0; step < random.nextInt(60); step++) {
        String name = NAMES[random.nextInt(NAMES.length)];
        CharSequence written = random.nextBoolean() ? name : new AsciiString(name);
        String value = Integer.toString(step);
        switch (random.nextInt(6)) {
          case 0 -> {
            fields.set(written, value);
            table.set(written, value);
          }
          case 1 -> {
            fields.remove(written);
            table.remove(written);
          }
          default -> {
            fields.add(written, value);
            table.add(written, value);
          }
        }
      }
      assertThat(listed(fields)).isEqualTo(listed(table));
      for (String name : NAMES) {
        assertThat(fields.get(name)).isEqualTo(table.get(name));
        assertThat(fields.all(name)).isEqualTo(table.getAll(name));
        assertThat(fields.contains(name)).isEqualTo(table.contains(name));
      }
      HeadersMultiMap copy = HeadersMultiMap.caseInsensitive();
      fields.copyTo(copy);
      assertThat(listed(Fields.of(copy))).isEqualTo(listed(table));
    }
  }
}
