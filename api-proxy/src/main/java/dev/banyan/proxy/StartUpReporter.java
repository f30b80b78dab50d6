package dev.banyan.proxy;

import dev.banyan.control.ControlException;
import dev.banyan.proxy.routefile.RouteFileException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Says in one line why the proxy did not start. */
@Order(Ordered.HIGHEST_PRECEDENCE)
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

  /** In one line, and from where. */
  private static String unexpected(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String first = String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    StackTraceElement[] trace = root.getStackTrace();
    return "not started: %s: %s%s"
        .formatted(
            root.getClass().getSimpleName(),
            first,
            trace.length == 0
                ? ""
                : " (" + trace[0].getFileName() + ":" + trace[0].getLineNumber() + ")");
  }

  private static @Nullable String message(Throwable cause) {
    if (cause instanceof StartUpException
        || cause instanceof RouteFileException
        || cause instanceof ControlException
        || cause instanceof UncheckedIOException) {
      return cause.getMessage();
    }
    return cause instanceof MarkedYAMLException yaml ? unreadable(yaml) : null;
  }

  /** Routes are read elsewhere, and Spring Boot does not say which of its files it was. */
  private static String unreadable(MarkedYAMLException yaml) {
    Mark mark = yaml.getProblemMark();
    String place =
        mark == null
            ? ""
            : ", line %d, column %d".formatted(mark.getLine() + 1, mark.getColumn() + 1);
    return "application.yaml, or what stands for it, cannot be read%s: %s"
        .formatted(place, yaml.getProblem());
  }
}
