package dev.banyan.proxy.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.AttributeKey;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What Vert.x's server does not say of a stream's fields in HTTP/2: those behind a body, which are
 * kept with their stream; that nothing comes behind a head; a second {@code Host}; a method that is
 * none. Malformed ones reset the stream (RFC 9113, 8.1 and 8.2): a side then gets no whole request.
 * Used on its channel's event loop only.
 */
public final class StreamFields extends Http2FrameListenerDecorator {

  private static final AttributeKey<StreamFields> KEY =
      AttributeKey.valueOf("banyan.stream-fields");

  private final Http2Connection connection;
  private final Http2Connection.PropertyKey kept;
  private final int most;

  private StreamFields(Http2FrameListener under, Http2Connection connection, int most) {
    super(under);
    this.connection = connection;
    this.kept = connection.newKey();
    this.most = most;
  }

  /** Looks after a connection's streams from now on. */
  public static void install(Channel channel, WireLimits limits) {
    Http2ConnectionHandler http2 = channel.pipeline().get(Http2ConnectionHandler.class);
    if (http2 != null && channel.attr(KEY).get() == null) {
      StreamFields made =
          new StreamFields(http2.decoder().frameListener(), http2.connection(), limits.count());
      http2.decoder().frameListener(made);
      channel.attr(KEY).set(made);
    }
  }

  /** Whether a stream's client has sent all that it will send. */
  public static boolean isWhole(Channel channel, int stream) {
    StreamFields present = channel.attr(KEY).get();
    Http2Stream open = present == null ? null : present.connection.stream(stream);
    return open != null && !open.state().remoteSideOpen();
  }

  /** What stood behind the body of a stream; null if nothing did. */
  public static @Nullable Http2Headers of(Channel channel, int stream) {
    StreamFields present = channel.attr(KEY).get();
    Http2Stream open = present == null ? null : present.connection.stream(stream);
    return present == null || open == null ? null : open.getProperty(present.kept);
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx, int id, Http2Headers headers, int padding, boolean end)
      throws Http2Exception {
    keep(id, headers);
    super.onHeadersRead(ctx, id, headers, padding, end);
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx,
      int id,
      Http2Headers headers,
      int dependency,
      short weight,
      boolean exclusive,
      int padding,
      boolean end)
      throws Http2Exception {
    keep(id, headers);
    super.onHeadersRead(ctx, id, headers, dependency, weight, exclusive, padding, end);
  }

  private void keep(int id, Http2Headers headers) throws Http2Exception {
    Http2Stream stream = connection.stream(id);
    CharSequence method = headers.method();
    if (method != null && !Http2Rules.isToken(method)) { // Vert.x would end the connection
      throw Http2Exception.streamError(id, Http2Error.PROTOCOL_ERROR, ":method is malformed");
    }
    if (headers.getAll("host").size() > 1) {
      throw Http2Exception.streamError(id, Http2Error.PROTOCOL_ERROR, "Host stands there twice");
    }
    if (stream == null || !isBehindABody(stream)) {
      return;
    }
    if (headers.size() > most) {
      throw Http2Exception.streamError(
          id, Http2Error.ENHANCE_YOUR_CALM, "there are too many trailers");
    }
    for (Map.Entry<CharSequence, CharSequence> field : headers) {
      String problem = Http2Rules.trailer(field.getKey().toString(), field.getValue().toString());
      if (problem != null) {
        throw Http2Exception.streamError(id, Http2Error.PROTOCOL_ERROR, problem);
      }
    }
    stream.setProperty(kept, headers);
  }

  /** Netty counts the head of a stream that it ends as trailers too. */
  private static boolean isBehindABody(Http2Stream stream) {
    return stream.isTrailersReceived() && stream.state().remoteSideOpen();
  }
}
