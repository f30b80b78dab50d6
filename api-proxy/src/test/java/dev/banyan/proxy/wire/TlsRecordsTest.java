package dev.banyan.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a client's TLS is passed on, and what is counted. */
class TlsRecordsTest {

  private static final int HANDSHAKE_MESSAGE = 22;
  private static final int APPLICATION_DATA = 23;
  private static final int PART = 1_000_000;

  private static final WireLimits LIMITS =
      new WireLimits(8_192, 16_384, 100, Duration.ofSeconds(10), 0, false);

  private final LongAdder cut = new LongAdder();
  private final RequestMemory memory = new RequestMemory(PART, cut);
  private final EmbeddedChannel channel = new EmbeddedChannel(new TlsRecords(LIMITS, memory));

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  private static byte[] record(int type, int length) {
    byte[] bytes = new byte[5 + length];
    bytes[0] = (byte) type;
    bytes[1] = 3;
    bytes[2] = 3;
    bytes[3] = (byte) (length >> 8);
    bytes[4] = (byte) length;
    for (int i = 5; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31);
    }
    return bytes;
  }

  private void read(byte[] bytes, int from, int to) {
    channel.writeInbound(Unpooled.copiedBuffer(bytes, from, to - from));
  }

  private byte[] passed() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (ByteBuf part = channel.readInbound(); part != null; part = channel.readInbound()) {
      all.writeBytes(ByteBufUtil.getBytes(part));
      part.release();
    }
    return all.toByteArray();
  }

  private long kept() {
    return memory.of(channel.eventLoop()).kept();
  }

  @Test
  void halfARecord_waitsAndIsCounted() {
    byte[] one = record(APPLICATION_DATA, 1_000);
    read(one, 0, one.length);
    assertThat(passed()).isEqualTo(one);
    assertThat(kept()).isZero();

    read(one, 0, 600);
    assertThat(passed()).isEmpty();
    assertThat(memory.of(channel.eventLoop()).take(PART - 300)).isTrue();
    assertThat(cut.sum()).as("its connection was closed to make room").isEqualTo(1);
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void handshake_isCountedUntilItEndsOrItsConnectionDoes() {
    byte[] hello = record(HANDSHAKE_MESSAGE, 200);
    read(hello, 0, hello.length);
    assertThat(kept()).isEqualTo(32 * 1024);

    byte[] finished = record(APPLICATION_DATA, 50);
    read(finished, 0, finished.length);

    assertThat(kept()).isZero();
    channel.close();
    assertThat(kept()).as("given back once").isZero();
  }

  /** Its own bytes may be the last straw. */
  @Test
  void handshakeThatIsCutByItself_leavesNothingBehind() {
    byte[] hello = record(HANDSHAKE_MESSAGE, 1_000);
    assertThat(memory.of(channel.eventLoop()).take(PART - 33_000)).isTrue();

    read(hello, 0, 600);

    assertThat(channel.isOpen()).isFalse();
    channel.runPendingTasks();
    assertThat(memory.of(channel.eventLoop()).take(33_000)).isTrue();
    assertThat(memory.of(channel.eventLoop()).take(1)).isFalse();
    assertThat(cut.sum()).as("nobody stands there any more").isEqualTo(1);
  }

  /** However it is cut up, all arrives, and only in whole records. */
  @Test
  void everyCut_passesTheSameBytes() {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    Random random = new Random(7);
    List<Integer> ends = new ArrayList<>(List.of(0));
    for (int i = 0; i < 200; i++) {
      stream.writeBytes(record(i < 3 ? HANDSHAKE_MESSAGE : APPLICATION_DATA, random.nextInt(300)));
      ends.add(stream.size());
    }
    byte[] all = stream.toByteArray();
    int got = 0;
    for (int at = 0; at < all.length; ) {
      int next = Math.min(all.length, at + 1 + random.nextInt(random.nextBoolean() ? 6 : 700));
      read(all, at, next);
      byte[] part = passed();
      assertThat(part).isEqualTo(java.util.Arrays.copyOfRange(all, got, got + part.length));
      got += part.length;
      assertThat(ends).contains(got);
      at = next;
    }
    assertThat(got).isEqualTo(all.length);
  }

  /** As of a client that speaks HTTP, or of one that would be waited for: 80 is SSL 2's. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "474554202f",
        "8040010301",
        "17ff030003",
        "1303030003",
        "1803030003",
        "170303ffff"
      })
  void whatIsNoRecord_closesTheConnection(String header) {
    byte[] one = record(APPLICATION_DATA, 10);
    read(one, 0, one.length);
    assertThat(passed()).isEqualTo(one);

    byte[] bytes = HexFormat.of().parseHex(header);
    read(bytes, 0, bytes.length);

    assertThat(passed()).isEmpty();
    assertThat(channel.isOpen()).isFalse();
    assertThat(kept()).isZero();
  }
}
