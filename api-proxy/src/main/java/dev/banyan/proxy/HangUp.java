package dev.banyan.proxy;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/**
 * SIGHUP, with which servers are told to read their files again. Platforms without it, and a JVM
 * that was told to leave signals alone ({@code -Xrs}), go without.
 */
final class HangUp {

  private static final Logger LOG = LoggerFactory.getLogger(HangUp.class);

  private HangUp() {}

  /** Runs something at each SIGHUP, on a thread of the JVM's; the last one given does. */
  static void handle(Runnable reload) {
    try {
      Signal.handle(
          new Signal("HUP"),
          signal -> {
            LOG.info("SIGHUP: routes and certificate are read again");
            reload.run();
          });
    } catch (IllegalArgumentException e) {
      LOG.info("SIGHUP reloads nothing here ({})", e.getMessage());
    }
  }
}
