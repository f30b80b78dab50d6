package dev.banyan.jobs.backfill.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A connection, for one request at a time. Its state is its event loop's. */
final class Connection extends SimpleChannelInboundHandler<FullHttpResponse> {

  private final NettyTransport owner;
  private final Channel channel;
  private @Nullable Exchange current;

  /** When the current exchange is too late, by the nano clock; 0 for none. */
  private volatile long deadline;

  /** A request and who waits for its answer. */
  record Exchange(ByteBuf message, CompletableFuture<Answer> answer) {

    /** It was not sent. */
    void fail(Throwable cause) {
      message.release();
      answer.completeExceptionally(cause);
    }
  }

  Connection(NettyTransport owner, Channel channel) {
    this.owner = owner;
    this.channel = channel;
  }

  /** Sends; nothing else may be under way. From any thread. */
  void begin(Exchange exchange) {
    channel.eventLoop().execute(() -> send(exchange));
  }

  private void send(Exchange exchange) {
    if (!channel.isActive()) {
      exchange.fail(new IOException("the connection was closed"));
      return;
    }
    current = exchange;
    deadline = owner.deadline();
    channel
        .writeAndFlush(exchange.message)
        .addListener(
            written -> {
              if (!written.isSuccess()) {
                end(written.cause());
              }
            });
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    owner.opened(this);
    context.fireChannelActive();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
    Exchange exchange = current;
    if (exchange == null || response.decoderResult().isFailure()) {
      end(new IOException("not an HTTP answer to a request", response.decoderResult().cause()));
      return;
    }
    current = null;
    deadline = 0;
    Answer answer = new Answer(response.status().code(), ByteBufUtil.getBytes(response.content()));
    if (HttpUtil.isKeepAlive(response)) {
      owner.free(this);
    } else {
      channel.close();
    }
    exchange.answer.complete(answer);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    owner.gone(this);
    settle(new IOException("the connection was closed"));
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    settle(cause);
    channel.close();
  }

  /** Closes it; what is under way fails with the cause. From any thread. */
  void end(Throwable cause) {
    channel
        .eventLoop()
        .execute(
            () -> {
              settle(cause);
              channel.close();
            });
  }

  void endIfLate(long now) {
    long until = deadline;
    if (until != 0 && now - until > 0) {
      end(new SocketTimeoutException("no answer in time"));
    }
  }

  private void settle(Throwable cause) {
    Exchange exchange = current;
    current = null;
    deadline = 0;
    if (exchange != null) {
      exchange.answer.completeExceptionally(cause);
    }
  }
}
