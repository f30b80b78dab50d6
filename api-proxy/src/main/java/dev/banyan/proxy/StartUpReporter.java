package dev.banyan.proxy;

import dev.banyan.control.ControlException;
import dev.banyan.proxy.routefile.RouteFileException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringBootExceptionReporter;

/** Says in one line why the proxy did not start. */
final class StartUpReporter implements SpringBootExceptionReporter {

  private static final Logger LOG = LoggerFactory.getLogger(StartUpReporter.class);

  StartUpReporter() {}

  /** Keeps Spring Boot's own reporter, which takes a page, from saying what {@link #say} does. */
  @Override
  public boolean reportException(Throwable failure) {
    return true;
  }

  /**
   * Says it on standard error; where it happened is logged at {@code debug}.
   *
   * @param failure of the start, with the reason among its causes
   */
  static void say(Throwable failure) {
    String message = null;
    for (Throwable cause = failure; message == null && cause != null; cause = cause.getCause()) {
      message = message(cause);
    }
    System.err.println("banyan-api-proxy: " + (message == null ? unexpected(failure) : message));
    LOG.debug("not started", failure);
  }

  private static String unexpected(Throwable failure) {
    Throwable root = root(failure);
    String first = String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    return "not started: %s: %s (--logging.level.dev.banyan=debug says where)"
        .formatted(root.getClass().getSimpleName(), first);
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  private static @Nullable String message(Throwable cause) {
    if (cause instanceof StartUpException
        || cause instanceof RouteFileException
        || cause instanceof ControlException
        || cause instanceof UncheckedIOException) {
      return cause.getMessage();
    }
    return null;
  }
}
