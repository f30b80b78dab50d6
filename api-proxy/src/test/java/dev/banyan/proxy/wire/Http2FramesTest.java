package dev.banyan.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

class Http2FramesTest {

  private static final int HEADERS = 1;
  private static final int CONTINUATION = 9;
  private static final int END_HEADERS = 4;

  /** Longer than a head may take, with what is added by chance. */
  private static final long LATE_SECONDS = 13;

  private final RequestMemory memory = new RequestMemory(10_000, new LongAdder());
  private final EmbeddedChannel channel =
      new EmbeddedChannel(new Http2Frames(Duration.ofSeconds(10), memory, 3));

  private static ByteBuf frame(int type, int flags, int length) {
    return Unpooled.buffer()
        .writeMedium(length)
        .writeByte(type)
        .writeByte(flags)
        .writeInt(1)
        .writeZero(length);
  }

  /** With what comes before the preface. */
  private static ByteBuf connection(ByteBuf... frames) {
    ByteBuf all = Unpooled.buffer().writeZero(3 + 24);
    for (ByteBuf frame : frames) {
      all.writeBytes(frame);
      frame.release();
    }
    return all;
  }

  private boolean outlives() {
    channel.advanceTimeBy(LATE_SECONDS, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
    return channel.isOpen();
  }

  @Test
  void wholeHeads_haveNoTimer_howeverTheyCome() {
    ByteBuf all =
        connection(
            frame(4, 0, 0),
            frame(HEADERS, END_HEADERS, 40),
            frame(HEADERS, 0, 30),
            frame(CONTINUATION, 0, 0),
            frame(CONTINUATION, END_HEADERS, 7),
            frame(0, 1, 500),
            frame(HEADERS, END_HEADERS, 0));
    Random random = new Random(7);
    while (all.isReadable()) {
      channel.writeInbound(
          all.readRetainedSlice(Math.min(all.readableBytes(), 1 + random.nextInt(50))));
    }
    all.release();

    assertThat(outlives()).isTrue();
    channel.finishAndReleaseAll();
  }

  @Test
  void headWithoutItsEnd_isClosed() {
    channel.writeInbound(connection(frame(HEADERS, 0, 40), frame(CONTINUATION, 0, 5)));

    assertThat(outlives()).isFalse();
  }

  /** It is the whole head that has a time, not what lies between two of its parts. */
  @Test
  void headThatGoesOnAndOn_isClosed() {
    channel.writeInbound(connection(frame(HEADERS, 0, 40)));
    for (int second = 0; second < LATE_SECONDS; second++) {
      channel.advanceTimeBy(1, TimeUnit.SECONDS);
      channel.runScheduledPendingTasks();
      if (channel.isOpen()) {
        channel.writeInbound(frame(CONTINUATION, 0, 5));
      }
    }

    assertThat(channel.isOpen()).isFalse();
  }

  /** Between heads a client may take its time. */
  @Test
  void headsFarApart_areNotClosed() {
    channel.writeInbound(connection(frame(HEADERS, END_HEADERS, 40)));
    assertThat(outlives()).isTrue();

    channel.writeInbound(frame(HEADERS, 0, 30), frame(CONTINUATION, END_HEADERS, 3));
    assertThat(outlives()).isTrue();
    channel.finishAndReleaseAll();
  }

  @Test
  void halfOfAHeadsFrame_isClosed() {
    ByteBuf all = connection(frame(HEADERS, END_HEADERS, 400));
    channel.writeInbound(all.readRetainedSlice(all.readableBytes() - 1));
    all.release();

    assertThat(outlives()).isFalse();
  }

  /** {@link BodyPace} and its like see to bodies. */
  @Test
  void halfOfABodysFrame_hasNoTimer() {
    ByteBuf all = connection(frame(HEADERS, END_HEADERS, 4), frame(0, 0, 400));
    channel.writeInbound(all.readRetainedSlice(all.readableBytes() - 1));
    all.release();

    assertThat(outlives()).isTrue();
    channel.finishAndReleaseAll();
  }
}
