package dev.banyan.cli.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.banyan.capture.operations.EventTail;
import dev.banyan.capture.operations.StreamStart;
import dev.banyan.capture.operations.StreamedEvent;
import dev.banyan.capture.operations.TailFilter;
import dev.banyan.events.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code banyan events tail}. */
@Command(
    name = "tail",
    mixinStandardHelpOptions = true,
    description = "Shows events as they come, decoded, until Ctrl-C.",
    footer = {
      "",
      "  banyan events tail --type 'follow.*' --key u1",
      "  banyan events tail --since PT5M --until-caught-up --output json | jq .data"
    })
final class TailCommand implements Callable<Integer> {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Mixin private SourceOptions options = new SourceOptions();

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "Only events of a type; * stands for anything.")
  private @Nullable String type;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description = "Only events with this partition key or subject.")
  private @Nullable String key;

  @Option(
      names = "--capability",
      paramLabel = "NAME",
      description = "Only events that the mapping file makes for a capability.")
  private @Nullable String capability;

  @Option(names = "--markers", description = "Heartbeats and barriers too.")
  private boolean markers;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description =
          "Begin with what arrived at a time (2026-01-31T10:00:00Z) or so long ago (PT5M);"
              + " 'oldest' for all that is kept (default: now).")
  private @Nullable String since;

  @Option(names = "--until-caught-up", description = "End when everything that is there was shown.")
  private boolean untilCaughtUp;

  @Option(names = "--limit", paramLabel = "N", description = "End after so many events.")
  private long limit = Long.MAX_VALUE;

  @Override
  public Integer call() throws JsonProcessingException {
    if (limit < 1) {
      throw new IllegalArgumentException("--limit must be 1 or more, was " + limit);
    }
    StreamStart start = start(Instant.now());
    try (Source source = options.openStream(capability != null)) {
      EventTail tail = new EventTail(source.kinesis(), source.stream(), start, filter(source));
      long left = limit;
      do {
        for (StreamedEvent seen : tail.next()) {
          if (left-- > 0) {
            System.out.println(options.json() ? json(seen) : line(seen));
          }
        }
      } while (left > 0
          && !(untilCaughtUp && tail.caughtUp())
          && !Thread.currentThread().isInterrupted());
      if (tail.undecodable() > 0) {
        System.err.println(tail.undecodable() + " records of the stream carry no event of Banyan");
      }
      return 0;
    }
  }

  private TailFilter filter(Source source) {
    TailFilter filter = new TailFilter(type, key, null, markers);
    return capability == null ? filter : filter.ofCapability(source.config(), capability);
  }

  private StreamStart start(Instant now) {
    if (since == null) {
      return new StreamStart.Latest();
    }
    return since.equalsIgnoreCase("oldest")
        ? new StreamStart.Oldest()
        : new StreamStart.At(Times.parse("--since", since, now));
  }

  private static String line(StreamedEvent seen) {
    Event event = seen.event();
    return "%s  %-14s %-24s v %s  %+6d ms  %s"
        .formatted(
            event.time(),
            event.type(),
            event.subject(),
            event.version(),
            Duration.between(event.time(), seen.arrived()).toMillis(),
            event.data());
  }

  /** One event to a line. */
  private static String json(StreamedEvent seen) throws JsonProcessingException {
    Event event = seen.event();
    ObjectNode node =
        MAPPER
            .createObjectNode()
            .put("id", event.id())
            .put("source", event.source())
            .put("type", event.type())
            .put("subject", event.subject())
            .put("time", event.time().toString())
            .put("partitionkey", event.partitionKey())
            .put("sourceversion", event.version().toString())
            .put("correlationid", event.trace().correlationId())
            .put("traceparent", event.trace().traceparent())
            .put("shard", seen.shard())
            .put("sequenceNumber", seen.sequenceNumber())
            .put("arrived", seen.arrived().toString());
    node.set("data", event.data());
    return MAPPER.writeValueAsString(node);
  }
}
