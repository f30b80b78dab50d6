package dev.banyan.stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.banyan.events.Event.Trace;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One structured line on standard output, which CloudWatch and the local host collect as they are.
 */
public final class LogLine {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ObjectNode line = JSON.createObjectNode();

  private LogLine(String level, String message) {
    line.put("time", Instant.now().toString()).put("level", level).put("message", message);
    Trace trace = TraceScope.current();
    with("correlationId", trace.correlationId()).with("traceparent", trace.traceparent());
  }

  public static LogLine info(String message) {
    return new LogLine("INFO", message);
  }

  public static LogLine warn(String message) {
    return new LogLine("WARN", message);
  }

  public LogLine with(String name, @Nullable String value) {
    if (value != null) {
      line.put(name, value);
    }
    return this;
  }

  public LogLine with(String name, long value) {
    line.put(name, value);
    return this;
  }

  public void write() {
    System.out.println(line);
  }
}
