package dev.banyan.proxy.wire;

import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.http.HttpObjectDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.vertx.core.Handler;
import io.vertx.core.VertxException;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears of what goes wrong on a connection. What its peer does is told by who has a request on it,
 * with a name; Vert.x's own line would have none. Anything else is a mistake of ours, and logged.
 */
public final class PeerFaults implements Handler<Throwable> {

  public static final PeerFaults INSTANCE = new PeerFaults();

  private static final Logger LOG = LoggerFactory.getLogger(PeerFaults.class);

  private PeerFaults() {}

  @Override
  public void handle(Throwable fault) {
    if (!isOfPeer(fault)) {
      LOG.error("a connection failed", fault);
    }
  }

  static boolean isOfPeer(Throwable fault) {
    return fault instanceof IOException
        || fault instanceof CodecException
        || fault instanceof Http2Exception
        || fault instanceof VertxException
        || fault instanceof ResponseWire.BadAnswerException
        || isOfHead(fault);
  }

  /** What Netty's codec throws of the head that stands for a refused one. */
  private static boolean isOfHead(Throwable fault) {
    StackTraceElement[] at = fault.getStackTrace();
    return fault instanceof IllegalArgumentException
        && at.length > 0
        && at[0].getClassName().equals(HttpObjectDecoder.class.getName());
  }
}
