package dev.banyan.localcloud.lambda.runtime;

import dev.banyan.localcloud.lambda.model.LambdaHostException;
import io.vertx.core.http.HttpServer;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts and stops HTTP servers synchronously, with messages that name port and role. */
public final class Listening {

  private static final Logger LOG = LoggerFactory.getLogger(Listening.class);
  private static final long PATIENCE_SECONDS = 10;

  private Listening() {}

  /**
   * @param role such as {@code the HTTP API}
   * @throws LambdaHostException if the port cannot be had
   */
  public static void start(HttpServer server, String host, int port, String role) {
    try {
      server
          .listen(port, host)
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new LambdaHostException(
          "cannot listen on "
              + host
              + ":"
              + port
              + " for "
              + role
              + ": is the port in use? Stop what uses it or configure another one",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LambdaHostException("interrupted while starting " + role, e);
    }
  }

  public static void stop(HttpServer server) {
    try {
      server
          .close()
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("a listener did not close: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
