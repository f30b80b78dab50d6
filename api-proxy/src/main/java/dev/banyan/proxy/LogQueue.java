package dev.banyan.proxy;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/**
 * Lines on their way to the console, which a thread of its own writes: event loops log too, and a
 * pipe that nobody reads must not stop them. What finds no room is counted, and that is told as
 * soon as there is some. Thread-safe; logging never waits.
 */
final class LogQueue extends AsyncAppender {

  private static final int LINES = 1_024;

  /** At the end of the process, for what still waits. */
  private static final int FLUSH_MILLIS = 1_000;

  private final LongAdder lost = new LongAdder();

  private LogQueue(LoggerContext context, Appender<ILoggingEvent> console) {
    setContext(context);
    setName("queue");
    setQueueSize(LINES);
    setDiscardingThreshold(0);
    setNeverBlock(true);
    setMaxFlushTime(FLUSH_MILLIS);
    addAppender(console);
    start();
  }

  /** Puts one before each console that a context's root logger writes to. */
  static void install(LoggerContext context) {
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    List<Appender<ILoggingEvent>> present = new ArrayList<>();
    root.iteratorForAppenders().forEachRemaining(present::add);
    for (Appender<ILoggingEvent> each : present) {
      if (each instanceof ConsoleAppender) {
        root.detachAppender(each);
        root.addAppender(new LogQueue(context, each));
      }
    }
  }

  /** The same for this process's logging, however that was set up. */
  static void install() {
    ILoggerFactory logging = LoggerFactory.getILoggerFactory();
    if (logging instanceof LoggerContext context) {
      install(context);
    }
  }

  /** Writes what waits, a second long at most. The process logs nothing behind it. */
  static void flush() {
    ILoggerFactory logging = LoggerFactory.getILoggerFactory();
    if (logging instanceof LoggerContext context) {
      context
          .getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)
          .iteratorForAppenders()
          .forEachRemaining(LogQueue::flush);
    }
  }

  private static void flush(Appender<ILoggingEvent> appender) {
    if (appender instanceof LogQueue queue) {
      queue.stop();
    }
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (getRemainingCapacity() < 2) {
      lost.increment();
      return;
    }
    long before = lost.sumThenReset();
    if (before > 0) {
      super.append(said(before));
    }
    super.append(event);
  }

  private ILoggingEvent said(long lines) {
    Logger logger = ((LoggerContext) getContext()).getLogger(LogQueue.class);
    String text = "{} lines were dropped here: the log was not read fast enough";
    return new LoggingEvent(
        LogQueue.class.getName(), logger, Level.WARN, text, null, new Object[] {lines});
  }
}
