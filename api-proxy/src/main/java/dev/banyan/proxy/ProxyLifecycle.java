package dev.banyan.proxy;

import dev.banyan.control.ControlStore;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The proxy of a process: says what it stands before, and follows the process's signals. */
final class ProxyLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(ProxyLifecycle.class);

  private final ProxyProperties properties;
  private final ControlStore store;
  private final Runnable usable;
  private final String id;
  private @Nullable BanyanProxy proxy;

  /**
   * Not started.
   *
   * @param usable throws if the store cannot be used as it is configured
   */
  ProxyLifecycle(ProxyProperties properties, ControlStore store, Runnable usable, String id) {
    this.properties = properties;
    this.store = store;
    this.usable = usable;
    this.id = id;
  }

  /** Starts it; {@link #stop} waits for that. */
  synchronized void start() {
    try {
      proxy = BanyanProxy.start(properties, store, usable, Clock.systemUTC(), id);
    } finally {
      LOG.info("proxy {}, settings of banyan.proxy: {}", id, properties);
    }
    HangUp.handle(this::reload);
  }

  private synchronized void reload() {
    if (proxy != null) {
      proxy.reload();
    }
  }

  /** Lets requests under way end, then stops it, if it runs. */
  synchronized void stop() {
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
}
