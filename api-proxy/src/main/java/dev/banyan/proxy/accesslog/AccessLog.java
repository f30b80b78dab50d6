package dev.banyan.proxy.accesslog;

import io.vertx.core.json.JsonObject;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the access log on a thread of its own. The queue is bounded and drops the newest when it
 * is full, or when the file cannot be written; both are counted. Thread-safe; adding never blocks.
 */
public final class AccessLog implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);

  private final BlockingQueue<AccessEntry> waiting;
  private final LongAdder dropped = new LongAdder();
  private final Writer out;
  private final Thread thread;
  private volatile boolean closed;
  private boolean broken;

  private AccessLog(AccessLogConfig config, Writer out) {
    this.waiting = new ArrayBlockingQueue<>(config.queue());
    this.out = out;
    this.thread = new Thread(this::write, "banyan-access-log");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Opens the log.
   *
   * @return null if it is off
   * @throws UncheckedIOException if its file cannot be written
   */
  public static @Nullable AccessLog open(AccessLogConfig config) {
    if (config.file().isBlank()) {
      return null;
    }
    return new AccessLog(config, writer(config.file()));
  }

  private static Writer writer(String file) {
    if (file.equals("-")) {
      return new OutputStreamWriter(new StandardOutput(), StandardCharsets.UTF_8);
    }
    try {
      return Files.newBufferedWriter(
          Path.of(file), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the access log %s cannot be written (%s): correct --banyan.proxy.routing.access-log.file"
              .formatted(file, e.getClass().getSimpleName()),
          e);
    }
  }

  /** Is flushed and not closed: others write there too. */
  private static final class StandardOutput extends FilterOutputStream {

    @SuppressWarnings("SystemOut") // it was asked for
    StandardOutput() {
      super(System.out);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }

  /** Adds a line, or drops and counts it. */
  public void add(AccessEntry entry) {
    if (!waiting.offer(entry)) {
      dropped.increment();
    }
  }

  /** Lines that were not written. */
  public long dropped() {
    return dropped.sum();
  }

  private void write() {
    try {
      while (!closed || !waiting.isEmpty()) {
        AccessEntry entry = waiting.poll(200, TimeUnit.MILLISECONDS);
        if (entry != null) {
          append(entry);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void append(AccessEntry entry) {
    try {
      out.write(line(entry));
      if (waiting.isEmpty()) {
        out.flush();
      }
      broken = false;
    } catch (IOException e) {
      dropped.increment();
      if (!broken) {
        broken = true;
        LOG.warn("the access log cannot be written, lines are dropped: {}", e.toString());
      }
    }
  }

  static String line(AccessEntry entry) {
    JsonObject line =
        new JsonObject()
            .put("at", Instant.ofEpochMilli(entry.atMillis()).toString())
            .put("peer", entry.peer())
            .put("method", entry.method())
            .put("path", entry.path().get())
            .put("route", entry.route())
            .put("capability", entry.capability())
            .put("side", entry.side())
            .put("decision", entry.decision())
            .put("status", entry.status())
            .put("micros", entry.micros())
            .put("correlationId", entry.correlation());
    return line.encode() + "\n";
  }

  /** Writes what waits, two seconds at most, and closes the file if all is written. */
  @Override
  public void close() {
    closed = true;
    try {
      thread.join(2_000);
      if (!thread.isAlive()) { // or it waits for a reader, and would be waited for
        out.flush();
        out.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.warn("the access log could not be closed: {}", e.toString());
    }
  }
}
