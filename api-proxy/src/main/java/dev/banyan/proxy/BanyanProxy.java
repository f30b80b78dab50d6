package dev.banyan.proxy;

import dev.banyan.control.ControlStore;
import dev.banyan.proxy.forward.ProxyVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running proxy. */
public final class BanyanProxy implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(BanyanProxy.class);
  private static final int SECONDS_TO_LISTEN = 20;

  private final ProxyParts parts;
  private final List<ProxyVerticle> listeners = new ArrayList<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  private BanyanProxy(ProxyParts parts) {
    this.parts = parts;
  }

  /** As below, on a store of which it is known that it can be used. */
  static BanyanProxy start(ProxyProperties properties, ControlStore store, Clock clock, String id) {
    return start(properties, store, () -> {}, clock, id);
  }

  /**
   * Starts a proxy: reads the records, registers, then listens. If the control store is away it
   * listens without, and sends nothing of a capability anywhere before the store has answered.
   *
   * @param usable throws if the store cannot be used as it is configured; run when all else is made
   * @param id unique per process
   * @throws dev.banyan.proxy.routefile.RouteFileException on a mistake in a route file
   */
  public static BanyanProxy start(
      ProxyProperties properties, ControlStore store, Runnable usable, Clock clock, String id) {
    BanyanProxy proxy = new BanyanProxy(new ProxyParts(properties, store, clock, id));
    try {
      proxy.parts.checkCertificate();
      proxy.parts.control.start(proxy.parts.unrecorded::report);
      proxy.listen(usable);
      return proxy;
    } catch (RuntimeException e) {
      proxy.close();
      throw e;
    }
  }

  private void listen(Runnable usable) {
    await(
        parts.admin.start(),
        "admin port " + parts.properties.admin().port(),
        "--banyan.proxy.admin.port=PORT (property banyan.proxy.admin.port)");
    for (int i = 0; i < parts.properties.threads(); i++) {
      listeners.add(new ProxyVerticle(parts.plane, parts.properties.listen(), parts.door, i == 0));
    }
    await(
        parts.dataVertx.deployVerticle(
            listeners.iterator()::next, new DeploymentOptions().setInstances(listeners.size())),
        "the data plane",
        "--banyan.proxy.event-loops=1 (property banyan.proxy.event-loops)");
    usable.run();
    awaitRecords();
    listeners.forEach(
        listener ->
            await(
                listener.listen(),
                "port " + parts.properties.port(),
                "--banyan.proxy.port=PORT (property banyan.proxy.port)"));
    publishToken();
    parts.reload.watch(parts.properties.routing().watch());
    parts.reachability.look();
    LOG.info(
        "listening on {}:{} for at most {} connections, admin on {}",
        parts.properties.host(),
        port(),
        parts.door.most(),
        parts.admin.port());
  }

  private void awaitRecords() {
    try {
      parts.control.awaitRead();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static StartUpException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new StartUpException("interrupted while starting", e);
  }

  private static void await(Future<?> start, String what, String option) {
    try {
      start.toCompletionStage().toCompletableFuture().get(SECONDS_TO_LISTEN, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new StartUpException(
          "%s cannot be listened on (%s): is another process using it? Choose one with %s"
              .formatted(what, e.getCause(), option),
          e);
    } catch (TimeoutException e) {
      throw new StartUpException(what + " cannot be listened on: no answer in time", e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private void publishToken() {
    try {
      parts.token.publish();
    } catch (IOException e) {
      throw new StartUpException(
          "the admin token cannot be written to %s (%s): set BANYAN_ADMIN_TOKEN, or a path that can be written as --banyan.proxy.admin.token-file"
              .formatted(parts.properties.admin().tokenFile(), e),
          e);
    }
  }

  /** The port that clients reach. */
  public int port() {
    return listeners.get(0).port();
  }

  /** The port that operators reach. */
  public int adminPort() {
    return parts.admin.port();
  }

  /** Reads route files and certificate again, now; a mistake changes nothing and is reported. */
  public void reload() {
    parts.reload.reload();
    listeners.forEach(ProxyVerticle::reload);
  }

  /** Lets requests under way end, then stops; see {@link ProxyStop}. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      new ProxyStop(parts, listeners).run();
    }
  }
}
