package dev.banyan.proxy.listen;

import dev.banyan.proxy.wire.LingeringClose;
import dev.banyan.proxy.wire.RequestMemory;
import dev.banyan.proxy.wire.RequestWire;
import dev.banyan.proxy.wire.TlsRecords;
import dev.banyan.proxy.wire.WireLimits;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.http.HttpConnection;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Sees a connection before anything else does. One too many is closed at once, without an answer:
 * answering would cost what the limit is to save. Where hardly any more would be let in, those that
 * have been silent for longest make room. Thread-safe.
 */
@Sharable
public final class Door extends ChannelInboundHandlerAdapter {

  private final WireLimits limits;
  private final boolean tls;
  private final boolean http2;
  private final RequestMemory memory;
  private final int most;
  private final AtomicInteger open = new AtomicInteger();
  private final LongAdder turnedAway = new LongAdder();
  private final Room room;

  /**
   * A process's door.
   *
   * @param tls whether clients speak TLS
   * @param http2 whether they may use HTTP/2
   * @param memory for what connections keep of requests
   * @param most connections at a time
   */
  public Door(WireLimits limits, boolean tls, boolean http2, RequestMemory memory, int most) {
    if (most < 1) {
      throw new IllegalArgumentException("limits.connections must be 1 or more, was " + most);
    }
    this.limits = limits;
    this.tls = tls;
    this.http2 = http2;
    this.memory = memory;
    this.most = most;
    this.room = new Room(most, open::get, turnedAway::sum);
  }

  /** Most connections at a time. */
  public int most() {
    return most;
  }

  /** Connections open now. */
  public int open() {
    return open.get();
  }

  /** Connections that were closed because there were too many. */
  public LongAdder turnedAway() {
    return turnedAway;
  }

  /** Silent connections that were closed because others needed room. */
  public LongAdder madeRoom() {
    return room.made();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof Channel accepted) {
      if (open.incrementAndGet() > most) {
        open.decrementAndGet();
        turnedAway.increment();
        accepted.unsafe().closeForcibly();
        return;
      }
      accepted.closeFuture().addListener(closed -> open.decrementAndGet());
      accepted.pipeline().addFirst("banyan-close", new LingeringClose());
      if (tls) {
        TlsRecords records = new TlsRecords(limits, memory);
        accepted.pipeline().addAfter("banyan-close", "banyan-records", records);
        room.enters(accepted, records.reads());
      } else {
        RequestWire wire = new RequestWire(limits, memory, http2);
        accepted.pipeline().addAfter("banyan-close", "banyan-wire", wire);
        room.enters(accepted, wire.reads());
      }
    }
    ctx.fireChannelRead(message);
  }

  /** A connection has begun to speak. */
  public void speaks(Channel channel, HttpConnection http) {
    SilentConnections.speaks(channel, http);
  }

  /** The same for HTTP/1 over TLS, whose bytes can be read only behind the handshake. */
  public void inside(Channel channel) {
    if (channel.pipeline().get("httpDecoder") != null && RequestWire.of(channel) == null) {
      channel
          .pipeline()
          .addBefore("httpDecoder", "banyan-wire", new RequestWire(limits, memory, false));
    }
  }
}
