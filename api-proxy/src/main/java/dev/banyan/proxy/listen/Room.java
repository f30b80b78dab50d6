package dev.banyan.proxy.listen;

import dev.banyan.proxy.wire.ReadMark;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.EventExecutor;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * Makes room for connections where hardly any more would be let in. Each event loop looks among its
 * own. Thread-safe.
 */
final class Room {

  /** One in so many places is kept free, if there are silent ones. */
  private static final int SPARE = 16;

  private static final long LOOK_MILLIS = 1_000;

  private final int most;
  private final IntSupplier open;
  private final LongSupplier turnedAway;
  private final LongAdder made = new LongAdder();
  private final Map<EventExecutor, SilentConnections> ofLoops = new ConcurrentHashMap<>();

  /**
   * For all event loops.
   *
   * @param most connections at a time
   * @param open now
   * @param turnedAway so far
   */
  Room(int most, IntSupplier open, LongSupplier turnedAway) {
    this.most = most;
    this.open = open;
    this.turnedAway = turnedAway;
  }

  /** Silent connections that were closed because others needed room. */
  LongAdder made() {
    return made;
  }

  /** A connection has been let in; its event loop takes note of it as soon as it has one. */
  void enters(Channel accepted, ReadMark reads) {
    accepted
        .pipeline()
        .addLast(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void handlerAdded(ChannelHandlerContext ctx) {
                ctx.pipeline().remove(this);
                ofLoops
                    .computeIfAbsent(ctx.executor(), Room.this::ofLoop)
                    .add(ctx.channel(), reads);
              }
            });
  }

  private SilentConnections ofLoop(EventExecutor loop) {
    SilentConnections silent = new SilentConnections(made);
    loop.scheduleAtFixedRate(new Looks(silent), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    return silent;
  }

  private final class Looks implements Runnable {

    private final SilentConnections silent;
    private long turnedAwayBefore = turnedAway.getAsLong();

    private Looks(SilentConnections silent) {
      this.silent = silent;
    }

    @Override
    public void run() {
      int present = open.getAsInt();
      long away = turnedAway.getAsLong() - turnedAwayBefore;
      turnedAwayBefore += away;
      if (present <= most / 2) {
        return; // the first look that finds more sees who has been silent since before
      }
      long wanted = Math.max(present - (most - most / SPARE), away);
      int loops = ofLoops.size();
      silent.look((int) Math.max(0, wanted + loops - 1) / loops);
    }
  }
}
