package dev.banyan.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
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

  @Test
  void unpack_refusesABrokenMessage() throws Exception {
    byte[] message = {0x1A, 0x7F, 1}; // a record of 127 bytes, of which one is there
    byte[] digest = MessageDigest.getInstance("MD5").digest(message);
    byte[] record =
        HexFormat.of().parseHex("f3899ac2" + "1a7f01" + HexFormat.of().formatHex(digest));

    assertThatThrownBy(() -> AggregatedRecord.unpack(record))
        .isInstanceOf(EnvelopeFormatException.class)
        .hasMessageContaining("longer than its message");
  }

  @Test
  void pack_withAnExplicitHashKey_givesItToEachRecord() {
    String hex =
        HexFormat.of().formatHex(AggregatedRecord.pack("k", "7", List.of(bytes("d"), bytes("e"))));

    // magic; key table "k"; hash key table "7"; records: key 0, hash key 0, data; MD5
    assertThat(hex)
        .startsWith("f3899ac2" + "0a016b" + "120137" + "1a07" + "0800" + "1000" + "1a0164");
    assertThat(AggregatedRecord.unpack(HexFormat.of().parseHex(hex)))
        .containsExactly(bytes("d"), bytes("e"));
  }

  @Test
  void overhead_andSizes_sumToTheRecord() {
    byte[] packed = AggregatedRecord.pack("b01", "12345", List.of(new byte[100], new byte[20_000]));

    assertThat(packed)
        .hasSize(
            AggregatedRecord.overhead(3, 5)
                + AggregatedRecord.sizeInAggregate(100)
                + AggregatedRecord.sizeInAggregate(20_000));
  }
}
