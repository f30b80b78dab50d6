package dev.banyan.jobs.verify.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which attributes an answer has, by placeholders, because names may be reserved words.
 *
 * @param attributes none for all
 */
record Projection(List<String> attributes) {

  Projection {
    attributes = List.copyOf(attributes);
  }

  /** Into a request, where an object is open. */
  void write(JsonGenerator json) throws IOException {
    if (attributes.isEmpty()) {
      return;
    }
    json.writeStringField(
        "ProjectionExpression",
        IntStream.range(0, attributes.size())
            .mapToObj(i -> "#a" + i)
            .collect(Collectors.joining(", ")));
    json.writeObjectFieldStart("ExpressionAttributeNames");
    for (int i = 0; i < attributes.size(); i++) {
      json.writeStringField("#a" + i, attributes.get(i));
    }
    json.writeEndObject();
  }
}
