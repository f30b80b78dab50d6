package dev.banyan.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import java.nio.charset.StandardCharsets;

/**
 * Writes an answer that has a short body as one piece, past the HTTP codec: the codec writes every
 * name and every value into a buffer by itself, and the body as a second piece. What else there is
 * to write goes on to the codec. Used on its channel's event loop only.
 */
public final class ShortAnswers extends ChannelOutboundHandlerAdapter {

  private static final String NAME = "banyan-short-answers";

  /** Vert.x's name. */
  private static final String ENCODER = "httpEncoder";

  /** In bytes; copying so many costs about a tenth of a microsecond, and two pieces more. */
  private static final int SHORT = 2 * 1024;

  private static final byte[] HTTP_1_1 = "HTTP/1.1 ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] HTTP_1_0 = "HTTP/1.0 ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SPACE = " ".getBytes(StandardCharsets.US_ASCII);

  private final ChannelHandlerContext encoder;

  private ShortAnswers(ChannelHandlerContext encoder) {
    this.encoder = encoder;
  }

  /** Sees to a channel's answers, if it has a codec and none does so yet. */
  public static void install(Channel channel) {
    ChannelPipeline pipeline = channel.pipeline();
    ChannelHandlerContext encoder = pipeline.context(ENCODER);
    if (encoder != null && pipeline.get(NAME) == null) {
      pipeline.addAfter(ENCODER, NAME, new ShortAnswers(encoder));
    }
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (message instanceof FullHttpResponse answer
        && answer.headers() instanceof HeadersMultiMap fields
        && isShort(answer, fields)) {
      ByteBuf whole;
      try {
        whole = whole(ctx, answer, fields);
      } finally {
        answer.release();
      }
      encoder.write(whole, promise);
    } else {
      ctx.write(message, promise);
    }
  }

  /** Whether its body is short and is all that follows the head. */
  private static boolean isShort(FullHttpResponse answer, HeadersMultiMap fields) {
    int length = answer.content().readableBytes();
    return length > 0
        && length <= SHORT
        && mayHaveBody(answer.status().code())
        && !fields.contains(HttpHeaderNames.TRANSFER_ENCODING);
  }

  private static boolean mayHaveBody(int status) {
    return status >= 200 && status != 204 && status != 205 && status != 304;
  }

  private static ByteBuf whole(
      ChannelHandlerContext ctx, FullHttpResponse answer, HeadersMultiMap fields) {
    HttpResponseStatus status = answer.status();
    HeadBytes head =
        HeadBytes.begin()
            .add(answer.protocolVersion() == HttpVersion.HTTP_1_0 ? HTTP_1_0 : HTTP_1_1)
            .add(status.codeAsText())
            .add(SPACE)
            .add(status.reasonPhrase())
            .endLine()
            .add(fields)
            .endLine();
    ByteBuf body = answer.content();
    ByteBuf whole = ctx.alloc().directBuffer(head.length() + body.readableBytes());
    head.writeTo(whole);
    return whole.writeBytes(body, body.readerIndex(), body.readableBytes());
  }
}
