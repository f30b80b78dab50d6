package dev.banyan.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AggregatedRecordTest {

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void unpack_restoresTheRecordsInOrder() {
    List<byte[]> records = List.of(bytes("one"), bytes(""), bytes("three"));

    assertThat(AggregatedRecord.unpack(AggregatedRecord.pack("b01", records)))
        .containsExactlyElementsOf(records);
  }

  @Test
  void pack_hasTheDocumentedLayout() {
    String hex = HexFormat.of().formatHex(AggregatedRecord.pack("k", List.of(bytes("d"))));

    // magic; key table "k"; record of 5 bytes: key index 0, data "d"; MD5
    assertThat(hex).startsWith("f3899ac2" + "0a016b" + "1a05" + "0800" + "1a0164").hasSize(2 * 30);
  }

  @Test
  void unpack_takesAPlainRecordAsItself() {
    assertThat(AggregatedRecord.unpack(bytes("{}"))).containsExactly(bytes("{}"));
  }

  @Test
  void unpack_takesARecordWithABrokenDigestAsItself() {
    byte[] packed = AggregatedRecord.pack("b01", List.of(bytes("one")));
    packed[packed.length - 1] ^= 1;

    assertThat(AggregatedRecord.unpack(packed)).containsExactly(packed);
  }

  @Test
  void sizeInAggregate_isAnUpperBound() {
    for (int size : new int[] {0, 1, 127, 128, 16_383, 16_384, 1_000_000}) {
      int empty = AggregatedRecord.pack("b01", List.of()).length;
      int one = AggregatedRecord.pack("b01", List.of(new byte[size])).length;

      assertThat(one - empty).isLessThanOrEqualTo(AggregatedRecord.sizeInAggregate(size));
    }
  }
}
