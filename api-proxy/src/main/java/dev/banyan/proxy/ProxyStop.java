package dev.banyan.proxy;

import dev.banyan.proxy.accesslog.AccessLog;
import dev.banyan.proxy.control.ControlLoop;
import dev.banyan.proxy.forward.ProxyVerticle;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops a proxy: gives notice, takes no more requests, lets those under way end, leaves the
 * register, closes everything.
 */
final class ProxyStop {

  private static final Logger LOG = LoggerFactory.getLogger(ProxyStop.class);
  private static final int STOP_MILLIS = 5_000;

  /** Clients that come back at once are away for a moment only; this long is longer. */
  private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  private final ProxyParts parts;
  private final List<ProxyVerticle> listeners;

  ProxyStop(ProxyParts parts, List<ProxyVerticle> listeners) {
    this.parts = parts;
    this.listeners = listeners;
  }

  void run() {
    giveNotice();
    drain();
    leave();
    parts.reload.close();
    parts.analysis.close();
    parts.reachability.close();
    parts.watermarks.close();
    parts.shadow.close();
    // One after the other: a future of one that ends on an event loop of another that has ended
    // would be rejected there.
    quietly(parts.admin.close(), STOP_MILLIS);
    quietly(parts.dataVertx.close(), STOP_MILLIS);
    quietly(parts.sideVertx.close(), STOP_MILLIS);
    parts.targets.close();
    AccessLog log = parts.accessLog;
    if (log != null) {
      log.close();
    }
  }

  /**
   * Says that it stops, while it still takes requests: health answers 503, so that load balancers
   * look elsewhere; every answer closes its connection. Without this a request that a client sends
   * at the moment in which its idle connection is closed would be lost.
   */
  private void giveNotice() {
    parts.admin.drain();
    long notice = parts.properties.limits().notice().toMillis();
    if (notice > 0) {
      long drain = parts.properties.limits().drain().toMillis();
      listeners.forEach(listener -> listener.giveNotice(notice + drain));
      await(notice);
    }
  }

  /**
   * Waits for clients to stay away, or for the notice to end. That none is connected at one moment
   * says little: each answer closes its connection, and the clients may all be about to come back.
   */
  private void await(long millis) {
    long now = System.nanoTime();
    long end = now + TimeUnit.MILLISECONDS.toNanos(millis);
    long quietSince = now;
    while (now < end && now - quietSince < QUIET_NANOS && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      now = System.nanoTime();
      if (parts.door.open() > 0) {
        quietSince = now;
      }
    }
  }

  private void drain() {
    long drain = parts.properties.limits().drain().toMillis();
    quietly(
        Future.join(listeners.stream().map(listener -> listener.shutdown(drain)).toList()),
        drain + 1_000);
  }

  /**
   * Leaves the register, but only when no write is on its way any more: until then a switch must
   * not be made around this proxy.
   */
  private void leave() {
    ControlLoop control = parts.control;
    int open = parts.board.onTheirWay();
    if (open > 0) {
      LOG.warn(
          "{} writes have no answer yet: the proxy stays registered as {}, so that no switch is"
              + " made around them",
          open,
          control.id());
    }
    String failure = control.stop(open == 0);
    if (failure != null) {
      LOG.warn(
          "proxy {} could not leave the register ({}): take it off before the next switch",
          control.id(),
          failure);
    }
  }

  private static void quietly(Future<?> end, long millis) {
    try {
      end.toCompletionStage().toCompletableFuture().get(millis, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("while stopping", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
