package dev.banyan.localcloud.lambda.template;

import dev.banyan.localcloud.lambda.model.HttpRoute;
import dev.banyan.localcloud.lambda.model.QueueMapping;
import dev.banyan.localcloud.lambda.model.StartingPosition;
import dev.banyan.localcloud.lambda.model.StreamMapping;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads one entry of a function's {@code Events}. */
final class EventReader {

  private final String id;
  private final TemplateValue event;
  private final TemplateValue properties;

  EventReader(String id, TemplateValue event) {
    this.id = id;
    this.event = event;
    TemplateValue found = event.get("Properties");
    this.properties = found == null ? TemplateValue.emptyMap(event.place()) : found;
  }

  String type() {
    return event.required("Type", "event " + id).text("Type");
  }

  boolean isEnabled() {
    return properties.flag("Enabled", true);
  }

  HttpRoute route() {
    String method = properties.required("Method", "event " + id).text("Method");
    TemplateValue path = properties.required("Path", "event " + id);
    if (!path.text("Path").startsWith("/")) {
      throw path.place().error("Path of " + id + " must start with a slash");
    }
    return new HttpRoute(
        method.equals("*") ? "ANY" : method.toUpperCase(Locale.ROOT), path.text("Path"));
  }

  /** Defaults are those of AWS: batches of 100, endless retries, one lane per shard. */
  StreamMapping stream(StreamMapping.Kind kind) {
    return new StreamMapping(
        id,
        kind,
        source(kind),
        startingPosition(),
        properties.integer("BatchSize", 100),
        window(),
        properties.integer("ParallelizationFactor", 1),
        reportsItemFailures(),
        properties.flag("BisectBatchOnFunctionError", false),
        properties.integer("MaximumRetryAttempts", -1),
        maximumAge(),
        onFailureQueue(),
        filters());
  }

  QueueMapping queue() {
    TemplateValue queue = properties.required("Queue", "event " + id);
    String arn = queue.text("Queue");
    return new QueueMapping(
        id,
        arn.substring(arn.lastIndexOf(':') + 1),
        properties.integer("BatchSize", 10),
        window(),
        reportsItemFailures(),
        filters());
  }

  private String source(StreamMapping.Kind kind) {
    TemplateValue stream = properties.required("Stream", "event " + id);
    String arn = stream.text("Stream");
    String marker = kind == StreamMapping.Kind.KINESIS ? ":stream/" : ":table/";
    int from = arn.indexOf(marker);
    if (from < 0) {
      throw stream
          .place()
          .error(
              "Stream of " + id + " must be the ARN of a stream: use !GetAtt, not '" + arn + "'");
    }
    return arn.substring(from + marker.length()).replaceFirst("/.*", "");
  }

  private Duration window() {
    return Duration.ofSeconds(properties.integer("MaximumBatchingWindowInSeconds", 0));
  }

  private boolean reportsItemFailures() {
    return properties.list("FunctionResponseTypes", List.of()).stream()
        .anyMatch(each -> each.text("FunctionResponseTypes").equals("ReportBatchItemFailures"));
  }

  private @Nullable Duration maximumAge() {
    int seconds = properties.integer("MaximumRecordAgeInSeconds", -1);
    return seconds < 0 ? null : Duration.ofSeconds(seconds);
  }

  private StartingPosition startingPosition() {
    TemplateValue position = properties.required("StartingPosition", "event " + id);
    return switch (position.text("StartingPosition")) {
      case "TRIM_HORIZON" -> new StartingPosition.TrimHorizon();
      case "LATEST" -> new StartingPosition.Latest();
      case "AT_TIMESTAMP" -> new StartingPosition.AtTimestamp(startingTimestamp());
      default ->
          throw position
              .place()
              .error("StartingPosition must be TRIM_HORIZON, LATEST or AT_TIMESTAMP");
    };
  }

  private Instant startingTimestamp() {
    TemplateValue value = properties.required("StartingPositionTimestamp", "event " + id);
    String text = value.text("StartingPositionTimestamp");
    try {
      return text.matches("[0-9.]+")
          ? Instant.ofEpochMilli(new BigDecimal(text).movePointRight(3).longValue())
          : Instant.parse(text);
    } catch (NumberFormatException | DateTimeParseException e) {
      throw value.place().error("StartingPositionTimestamp must be epoch seconds or ISO 8601");
    }
  }

  private @Nullable String onFailureQueue() {
    TemplateValue config = properties.get("DestinationConfig");
    TemplateValue failure = config == null ? null : config.get("OnFailure");
    if (failure == null) {
      return null;
    }
    TemplateValue destination = failure.required("Destination", "OnFailure of " + id);
    String arn = destination.text("Destination");
    if (!arn.contains(":sqs:")) {
      throw destination.place().error("OnFailure of " + id + " must be the ARN of an SQS queue");
    }
    return arn.substring(arn.lastIndexOf(':') + 1);
  }

  private List<String> filters() {
    TemplateValue criteria = properties.get("FilterCriteria");
    if (criteria == null) {
      return List.of();
    }
    return criteria.list("Filters", List.of()).stream()
        .map(each -> each.required("Pattern", "filter of " + id).text("Pattern"))
        .toList();
  }
}
