package dev.banyan.localcloud;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closing several things: what one of them says must not keep the others open. */
final class Closing {

  private static final Logger log = LoggerFactory.getLogger(Closing.class);

  private Closing() {}

  static void quietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      log.warn("{} did not close cleanly: {}", closeable.getClass().getSimpleName(), e.toString());
    }
  }
}
