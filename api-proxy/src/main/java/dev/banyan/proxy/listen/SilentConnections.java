package dev.banyan.proxy.listen;

import dev.banyan.proxy.wire.ReadMark;
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
 * one that is turned away can do nothing. What is under way on them comes to its end first, and
 * tunnels stay. Used on its event loop only.
 */
final class SilentConnections {

  /** Vert.x wants a bound; what is under way has time-outs of its own. */
  private static final Duration LONGEST_ANSWER = Duration.ofDays(1);

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

    /** Ends once nothing is under way on it; false if it is a tunnel. */
    boolean end() {
      HttpConnection present = http;
      if (present == null) {
        channel.close(); // no request has come
        return true;
      }
      ChannelPipeline pipeline = channel.pipeline();
      boolean isTunnel =
          pipeline.get("httpDecoder") == null && pipeline.get(Http2ConnectionHandler.class) == null;
      if (!isTunnel) {
        present.shutdown(LONGEST_ANSWER.toMillis(), TimeUnit.MILLISECONDS);
      }
      return !isTunnel;
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
      if (one.silentLooks > 0 && wanted > 0) {
        silent.add(one);
      }
    }
    silent.sort(Comparator.comparingInt(one -> -one.silentLooks)); // stable: who came first
    int left = wanted;
    for (Open one : silent) {
      if (left == 0) {
        return;
      }
      if (one.end()) {
        open.remove(one);
        ended.increment();
        left--;
      }
    }
  }
}
