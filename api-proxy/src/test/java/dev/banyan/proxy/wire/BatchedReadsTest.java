package dev.banyan.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchedReadsTest {

  private static final int LONG = 8 * 1024 + 1;

  private final List<String> seen = new ArrayList<>();
  private final BatchedReads reads = new Passes(true);
  private boolean failing;
  private final EmbeddedChannel channel = new EmbeddedChannel(reads, new Sees());

  /** Passes what it has looked at, or fails. */
  private final class Passes extends BatchedReads {

    private Passes(boolean ofClient) {
      super(ofClient);
    }

    @Override
    protected void look(ChannelHandlerContext ctx, Object read) {
      if (failing) {
        ((ByteBuf) read).release();
        throw new AssertionError("on purpose");
      }
      ctx.fireChannelRead(read);
    }
  }

  /** What comes, in its order. */
  private final class Sees extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      seen.add(String.valueOf(bytes.readableBytes()));
      bytes.release();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      seen.add("complete");
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      seen.add("inactive");
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      seen.add("event");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable why) {
      seen.add(why.getMessage());
    }
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  private void read(int... lengths) {
    read(channel, reads, lengths);
  }

  /** As the transport does; through the whole pipeline, this channel would run its tasks. */
  private static void read(EmbeddedChannel channel, BatchedReads reads, int... lengths) {
    ChannelHandlerContext ctx = channel.pipeline().context(reads);
    for (int length : lengths) {
      reads.channelRead(ctx, Unpooled.buffer(length).writeZero(length));
    }
    reads.channelReadComplete(ctx);
  }

  @Test
  void shortRead_isLookedAtBehindTheOthers() {
    read(3);
    assertThat(seen).isEmpty();

    channel.runPendingTasks();

    assertThat(seen).containsExactly("3", "complete");
    read(4);
    channel.runPendingTasks();
    assertThat(seen).endsWith("4", "complete");
  }

  @Test
  void ofSide_isTheSame() {
    BatchedReads ofSide = new Passes(false);
    EmbeddedChannel side = new EmbeddedChannel(ofSide, new Sees());
    read(side, ofSide, 5);
    assertThat(seen).isEmpty();

    side.runPendingTasks();

    assertThat(seen).containsExactly("5", "complete");
    side.close();
  }

  @Test
  void longRead_isLookedAtAtOnce() {
    read(LONG);

    assertThat(seen).containsExactly(String.valueOf(LONG), "complete");
    assertThat(channel.hasPendingTasks()).as("the end of the turn").isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {4, LONG})
  void whatComesBehindAShortRead_isLookedAtBehindIt(int second) {
    read(3, second);

    assertThat(seen).containsExactly("3", "complete", String.valueOf(second), "complete");
    channel.runPendingTasks();
    assertThat(seen).hasSize(4);
  }

  @Test
  void end_isToldBehindWhatWasReadBefore() {
    read(3);
    channel.pipeline().fireChannelInactive();

    assertThat(seen).containsExactly("3", "complete", "inactive");
  }

  @Test
  void error_isToldBehindWhatWasReadBefore() {
    read(3);
    channel.pipeline().fireExceptionCaught(new IOException("reset"));

    assertThat(seen).containsExactly("3", "complete", "reset");
  }

  @Test
  void event_isToldBehindWhatWasReadBefore() {
    read(3);
    channel.pipeline().fireUserEventTriggered("shutdown");

    assertThat(seen).containsExactly("3", "complete", "event");
  }

  @Test
  void failure_isToldAsThePipelineTellsIt() {
    failing = true;
    read(3);
    channel.runPendingTasks();

    assertThat(seen).containsExactly("on purpose", "complete");
  }

  @Test
  void removed_leavesNothingBehind() {
    read(3);
    channel.pipeline().remove(reads);

    assertThat(seen).containsExactly("3", "complete");
  }

  /** It takes the permission to read up to the end of the loop of reads that it was begun in. */
  @Test
  void readStopThatARequestBegins_seesTheEndOfItsRead() {
    channel
        .pipeline()
        .addLast(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext ctx, Object message) {
                ReadStop.begin(ctx.channel());
                ((ByteBuf) message).release();
              }
            });
    channel.pipeline().remove(Sees.class);
    read(3);
    channel.runPendingTasks();

    assertThat(ReadStop.isBegun(channel)).isTrue();
    assertThat(channel.config().isAutoRead()).as("Vert.x' to give and take").isTrue();
  }
}
