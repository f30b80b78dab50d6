package dev.banyan.proxy;

import dev.banyan.control.ControlException;
import dev.banyan.proxy.routefile.RouteFileException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Says in one line why the proxy did not start, when the reason is one that was expected; before
 * Spring Boot's own reporter, which takes a page.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class StartUpReporter implements SpringBootExceptionReporter {

  StartUpReporter() {}

  @Override
  public boolean reportException(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = message(cause);
      if (message != null) {
        System.err.println("banyan-api-proxy: " + message);
        return true;
      }
    }
    return false;
  }

  private static @Nullable String message(Throwable cause) {
    if (cause instanceof StartUpException
        || cause instanceof RouteFileException
        || cause instanceof ControlException
        || cause instanceof UncheckedIOException) {
      return cause.getMessage();
    }
    return cause instanceof BindException bind ? bound(bind) : null;
  }

  private static String bound(BindException bind) {
    Throwable root = bind;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String name = String.valueOf(bind.getName());
    Object value = bind.getProperty() == null ? null : bind.getProperty().getValue();
    return value == null
        ? inFull(name, String.valueOf(root.getMessage()))
        : "%s cannot be '%s': %s".formatted(name, shown(name, value), root.getMessage());
  }

  /** A part's complaint begins with a key from its own name on: "limits.body must …". */
  private static String inFull(String part, String complaint) {
    int last = part.lastIndexOf('.') + 1;
    return complaint.startsWith(part.substring(last) + ".")
        ? part.substring(0, last) + complaint
        : complaint;
  }

  private static Object shown(String name, Object value) {
    return name.contains("secret") || name.contains("token") ? "***" : value;
  }
}
