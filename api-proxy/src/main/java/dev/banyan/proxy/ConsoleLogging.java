package dev.banyan.proxy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * What Logback writes, and where, unless Spring Boot sets it up. In code, for reading it from a
 * file would take longer than all of our settings.
 */
public final class ConsoleLogging extends ContextAwareBase implements Configurator {

  /**
   * What is wrong in HTTP/2 before a connection's first request, a line each, as often as its
   * client likes, and no word of whose it was; later than that our own handlers are told.
   */
  static final String UNNAMED = "io.vertx.core.net.impl.ConnectionBase";

  static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5p %logger{0} - %m%n";

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(PATTERN);
    encoder.start();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setEncoder(encoder);
    console.start();
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(console);
    LogQueue.install(context);
    context.getLogger("dev.banyan").setLevel(Level.INFO);
    context.getLogger(UNNAMED).setLevel(Level.OFF);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
