package dev.banyan.proxy.upstream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Ends a request's stream with a second HEADERS frame (RFC 9113, 8.1), which Vert.x's client does
 * not do. Used on its connection's event loop only.
 */
record Http2Trailers(
    HttpClientRequest request, Http2ConnectionHandler http2, ChannelHandlerContext context) {

  /** For a request in HTTP/2; null for one in HTTP/1.1. */
  static @Nullable Http2Trailers of(HttpClientRequest request) {
    if (request.version() == HttpVersion.HTTP_2
        && request.connection() instanceof ConnectionBase connection) {
      ChannelPipeline pipeline = connection.channel().pipeline();
      Http2ConnectionHandler http2 = pipeline.get(Http2ConnectionHandler.class);
      return http2 == null ? null : new Http2Trailers(request, http2, pipeline.context(http2));
    }
    return null;
  }

  /** Writes them, unless the stream has been closed meanwhile. */
  void write(MultiMap trailers) {
    Http2Stream stream = http2.connection().stream(request.streamId());
    if (stream != null && stream.state().localSideOpen()) {
      Http2Headers fields = new DefaultHttp2Headers();
      for (Map.Entry<String, String> field : trailers) {
        fields.add(field.getKey().toLowerCase(Locale.ROOT), field.getValue());
      }
      http2.encoder().writeHeaders(context, stream.id(), fields, 0, true, context.newPromise());
      http2.flush(context);
    }
  }
}
