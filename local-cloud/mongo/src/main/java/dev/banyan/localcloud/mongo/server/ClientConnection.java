package dev.banyan.localcloud.mongo.server;

import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.exception.MongoServerException;
import dev.banyan.localcloud.mongo.log.ChangeLog;
import dev.banyan.localcloud.mongo.wire.LabelledError;
import dev.banyan.localcloud.mongo.wire.WireReply;
import dev.banyan.localcloud.mongo.wire.WireRequest;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the requests of one connection. Commands run outside the event loop, so that a long one
 * keeps only its own connection waiting; drivers send the next request after the reply.
 */
public final class ClientConnection extends SimpleChannelInboundHandler<WireRequest> {

  private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);
  private static final AtomicInteger REQUEST_IDS = new AtomicInteger();
  private static final int SIGNATURE_BYTES = 20;
  private static final int INTERNAL_ERROR = 1;

  private final EmbeddedBackend backend;
  private final ChangeLog changes;
  private final Executor executor;
  private volatile EmbeddedBackend.@Nullable AwaitedReply awaited;

  public ClientConnection(EmbeddedBackend backend, ChangeLog changes, Executor executor) {
    this.backend = backend;
    this.changes = changes;
    this.executor = executor;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, WireRequest request) {
    executor.execute(() -> handle(context.channel(), request));
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    EmbeddedBackend.AwaitedReply pending = awaited;
    if (pending != null) {
      pending.cancel().run();
    }
    backend.handleClose(context.channel());
    super.channelInactive(context);
  }

  private void handle(Channel channel, WireRequest request) {
    answer(channel, request)
        .exceptionally(ClientConnection::errorReply)
        .thenAccept(
            reply -> {
              if (request.expectsReply()) {
                stamp(reply);
                int id = REQUEST_IDS.incrementAndGet();
                channel.writeAndFlush(
                    new WireReply(id, request.requestId(), reply, request.legacy()));
              }
            });
  }

  private CompletableFuture<Document> answer(Channel channel, WireRequest request) {
    try {
      Document body = request.body();
      if (body.containsKey("getMore")) {
        EmbeddedBackend.AwaitedReply more = backend.awaitMore(body, channel, executor);
        if (more != null) {
          awaited = more;
          return more.reply();
        }
      }
      return CompletableFuture.completedFuture(command(channel, request.database(), body));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private Document command(Channel channel, String database, Document body) {
    return backend.handleCommand(channel, database, body.keySet().iterator().next(), body);
  }

  private static Document errorReply(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    Document reply = new Document("ok", 0.0);
    if (cause instanceof MongoServerError error) {
      if (error instanceof LabelledError labelled) {
        reply.append("errorLabels", labelled.labels());
      }
      return reply
          .append("errmsg", error.getMessageWithoutErrorCode())
          .append("code", error.getCode())
          .append("codeName", error.getCodeName());
    } else if (cause instanceof MongoServerException error) {
      return reply.append("errmsg", error.getMessageWithoutErrorCode());
    } else if (!(cause instanceof CancellationException)) {
      LOG.error("Embedded MongoDB failed on a command", cause);
    }
    return reply
        .append("errmsg", "Embedded MongoDB: " + cause)
        .append("code", INTERNAL_ERROR)
        .append("codeName", "InternalError");
  }

  /** Every reply carries the time of the newest change, which is not before its own. */
  private void stamp(Document reply) {
    BsonTimestamp newest = new BsonTimestamp(changes.newest());
    Document signature =
        new Document("hash", new BinData(new byte[SIGNATURE_BYTES])).append("keyId", 0L);
    reply
        .append("$clusterTime", new Document("clusterTime", newest).append("signature", signature))
        .append("operationTime", newest);
  }
}
