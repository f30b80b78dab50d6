package dev.banyan.proxy.listen;

import dev.banyan.proxy.wire.ReadMark;
import dev.banyan.proxy.wire.UnderWay;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * One event loop's connections of clients, and for how long each has said nothing. Where others
 * need room, those that have been silent for longest end: their clients can open another one, while
 * one that is turned away can do nothing. Those on which a request is under way stay until it has
 * been answered, and tunnels stay. Used on its event loop only.
 */
final class SilentConnections {

  /** Vert.x wants a bound for what is under way. */
  private static final Duration NOTHING = Duration.ofSeconds(1);

  private static final AttributeKey<Open> KEY = AttributeKey.valueOf("banyan.open");

  private final Set<Open> open = new LinkedHashSet<>(); // in the order in which they came
  private final LongAdder ended;

  private static final class Open {
    final Channel channel;
    final ReadMark reads;
    @Nullable HttpConnection http;
    int readBefore;
    int silentLooks = -1; // until the first look, which may come at once

    Open(Channel channel, ReadMark reads) {
      this.channel = channel;
      this.reads = reads;
      this.readBefore = reads.count();
    }

    void look() {
      int now = reads.count();
      silentLooks = now == readBefore ? silentLooks + 1 : 0;
      readBefore = now;
    }

    /** Whether it can end now: what no request has come on, and what has answered all. */
    boolean isIdle() {
      return http == null || !(isTunnel() || UnderWay.isAny(channel));
    }

    private boolean isTunnel() {
      ChannelPipeline pipeline = channel.pipeline();
      return pipeline.get("httpDecoder") == null
          && pipeline.get(Http2ConnectionHandler.class) == null;
    }

    void end() {
      HttpConnection present = http;
      if (present == null) {
        channel.close();
      } else {
        present.shutdown(NOTHING.toMillis(), TimeUnit.MILLISECONDS);
      }
    }
  }

  SilentConnections(LongAdder ended) {
    this.ended = ended;
  }

  /** One has come. */
  void add(Channel channel, ReadMark reads) {
    Open one = new Open(channel, reads);
    channel.attr(KEY).set(one);
    open.add(one);
    channel.closeFuture().addListener(closed -> open.remove(one));
  }

  /** It is known what it speaks. */
  static void speaks(Channel channel, HttpConnection http) {
    Open one = channel.attr(KEY).get();
    if (one != null) {
      one.http = http;
    }
  }

  /**
   * Looks who has said nothing since the last look.
   *
   * @param wanted that shall end, at most
   */
  void look(int wanted) {
    List<Open> silent = new ArrayList<>();
    for (Open one : open) {
      one.look();
      if (wanted > 0 && one.silentLooks > 0 && one.isIdle()) {
        silent.add(one);
      }
    }
    silent.sort(Comparator.comparingInt(one -> -one.silentLooks)); // stable: who came first
    for (Open one : silent.subList(0, Math.min(wanted, silent.size()))) {
      one.end();
      open.remove(one);
      ended.increment();
    }
  }
}
