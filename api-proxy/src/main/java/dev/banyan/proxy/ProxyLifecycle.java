package dev.banyan.proxy;

import dev.banyan.control.ControlStore;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Starts and stops the proxy with Spring's context, so also on SIGTERM. */
final class ProxyLifecycle implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(ProxyLifecycle.class);

  private final ProxyProperties properties;
  private final ControlStore store;
  private final String id;
  private @Nullable BanyanProxy proxy;

  ProxyLifecycle(ProxyProperties properties, ControlStore store, String id) {
    this.properties = properties;
    this.store = store;
    this.id = id;
  }

  @Override
  public synchronized void start() {
    ProxyProperties p = properties;
    try {
      proxy = BanyanProxy.start(p, store, Clock.systemUTC(), id);
    } finally {
      LOG.info(
          "proxy {}: legacy {}, serverless {}, routes {}",
          id,
          p.legacy(),
          p.serverless(),
          p.routes());
      LOG.debug("all settings: {}", p); // making a text of them takes long
    }
    HangUp.handle(this::reload);
  }

  private synchronized void reload() {
    if (proxy != null) {
      proxy.reload();
    }
  }

  @Override
  public synchronized void stop() {
    if (proxy != null) {
      proxy.close();
      proxy = null;
      LOG.info("proxy {} has stopped", id);
    }
  }

  /** The port that clients reach; 0 if it is not running. */
  synchronized int port() {
    return proxy == null ? 0 : proxy.port();
  }

  @Override
  public synchronized boolean isRunning() {
    return proxy != null;
  }
}
