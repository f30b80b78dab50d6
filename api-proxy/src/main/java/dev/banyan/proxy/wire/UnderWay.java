package dev.banyan.proxy.wire;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.util.Attribute;
import io.netty.util.AttributeKey;

/**
 * Requests of a connection whose answers have not ended. Those in HTTP/1 are told of here; of
 * HTTP/2 the codec knows. Used on its channel's event loop only.
 */
public final class UnderWay {

  private static final AttributeKey<UnderWay> KEY = AttributeKey.valueOf("banyan.under-way");

  private int requests;

  private UnderWay() {}

  /** That of a connection in HTTP/1. */
  public static UnderWay of(Channel channel) {
    Attribute<UnderWay> place = channel.attr(KEY);
    UnderWay present = place.get();
    if (present == null) {
      present = new UnderWay();
      place.set(present);
    }
    return present;
  }

  /** Whether there are any. */
  public static boolean isAny(Channel channel) {
    Http2ConnectionHandler http2 = channel.pipeline().get(Http2ConnectionHandler.class);
    return http2 == null ? of(channel).requests > 0 : http2.connection().numActiveStreams() > 0;
  }

  /** One has come. */
  public void begins() {
    requests++;
  }

  /** One is over. */
  public void ends() {
    requests--;
  }
}
