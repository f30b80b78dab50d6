package dev.banyan.localcloud.lambda.template;

import dev.banyan.localcloud.lambda.model.FunctionDefinition;
import dev.banyan.localcloud.lambda.model.HttpRoute;
import dev.banyan.localcloud.lambda.model.QueueMapping;
import dev.banyan.localcloud.lambda.model.StreamMapping;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code AWS::Serverless::Function}. Not thread-safe. */
final class FunctionReader {

  private static final Set<String> RUNTIMES = Set.of("java17", "java21", "java25");

  private final Path template;
  private final String id;
  private final String name;
  private final TemplateValue properties;
  private final List<HttpRoute> routes = new ArrayList<>();
  private final List<StreamMapping> streams = new ArrayList<>();
  private final List<QueueMapping> queues = new ArrayList<>();

  /**
   * @param properties with the globals merged in
   */
  FunctionReader(Path template, String id, String name, TemplateValue properties) {
    this.template = template;
    this.id = id;
    this.name = name;
    this.properties = properties;
  }

  FunctionDefinition read() {
    readEvents();
    return new FunctionDefinition(
        id,
        name,
        properties.required("Handler", "function " + id).text("Handler"),
        code(),
        runtime(),
        properties.integer("MemorySize", 128),
        Duration.ofSeconds(properties.integer("Timeout", 3)),
        environment(),
        reservedConcurrency(),
        routes,
        streams,
        queues);
  }

  private Path code() {
    TemplateValue uri = properties.required("CodeUri", "function " + id);
    Path folder = template.toAbsolutePath().getParent();
    Path code = (folder == null ? Path.of("") : folder).resolve(uri.text("CodeUri")).normalize();
    if (!Files.exists(code)) {
      throw uri.place()
          .error(
              "CodeUri of "
                  + id
                  + " does not exist: "
                  + code
                  + "; build first: mvn -DskipTests package");
    }
    return code;
  }

  private String runtime() {
    TemplateValue runtime = properties.required("Runtime", "function " + id);
    String text = runtime.text("Runtime");
    if (!RUNTIMES.contains(text)) {
      throw runtime.place().error("Runtime " + text + " is not one of java17, java21, java25");
    }
    return text;
  }

  private Map<String, String> environment() {
    Map<String, String> result = new LinkedHashMap<>();
    TemplateValue environment = properties.get("Environment");
    TemplateValue variables = environment == null ? null : environment.get("Variables");
    if (variables != null) {
      variables.map("Variables").forEach((key, value) -> result.put(key, value.text(key)));
    }
    return result;
  }

  private @Nullable Integer reservedConcurrency() {
    TemplateValue reserved = properties.get("ReservedConcurrentExecutions");
    return reserved == null ? null : reserved.integer("ReservedConcurrentExecutions");
  }

  private void readEvents() {
    TemplateValue events = properties.get("Events");
    if (events != null) {
      events.map("Events").forEach(this::readEvent);
    }
  }

  private void readEvent(String eventId, TemplateValue event) {
    EventReader reader = new EventReader(id + eventId, event);
    if (!reader.isEnabled()) {
      return;
    }
    switch (reader.type()) {
      case "HttpApi" -> routes.add(reader.route());
      case "Kinesis" -> streams.add(reader.stream(StreamMapping.Kind.KINESIS));
      case "DynamoDB" -> streams.add(reader.stream(StreamMapping.Kind.DYNAMODB));
      case "SQS" -> queues.add(reader.queue());
      default ->
          throw event
              .place()
              .error(
                  "event "
                      + eventId
                      + " of "
                      + id
                      + " has type "
                      + reader.type()
                      + ", which does not run here; supported are HttpApi, Kinesis, DynamoDB and SQS");
    }
  }
}
