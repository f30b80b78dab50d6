package dev.banyan.stream.http;

import static dev.banyan.stream.testkit.TestEvents.version;
import static org.assertj.core.api.Assertions.assertThat;

import dev.banyan.events.Buckets;
import dev.banyan.events.SourceVersion;
import dev.banyan.stream.WatermarkTable;
import dev.banyan.stream.testkit.LocalTables;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class CachedWatermarkTest {

  private final WatermarkTable table = new WatermarkTable(LocalTables.client());
  private final AtomicLong nanos = new AtomicLong();
  private final CachedWatermark watermark = new CachedWatermark(table, "cached", nanos::get);

  private void advance(SourceVersion position) {
    table.advance(
        "cached",
        IntStream.range(0, Buckets.COUNT)
            .boxed()
            .collect(Collectors.toMap(Function.identity(), bucket -> position)));
  }

  @Test
  void get_readsAgainWhenItIsTooOld() {
    LocalTables.clear(WatermarkTable.NAME);
    advance(version(1));
    assertThat(watermark.get()).contains(version(1));

    advance(version(2));
    nanos.addAndGet(CachedWatermark.MAX_AGE.toNanos());
    assertThat(watermark.get()).contains(version(1));

    nanos.incrementAndGet();
    assertThat(watermark.get()).contains(version(2));
  }
}
