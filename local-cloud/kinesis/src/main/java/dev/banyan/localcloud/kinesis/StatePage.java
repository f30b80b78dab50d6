package dev.banyan.localcloud.kinesis;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.banyan.localcloud.kinesis.store.Stream;
import dev.banyan.localcloud.kinesis.store.StreamStore;
import dev.banyan.localcloud.wire.ControlPage;
import java.util.Map;

/** {@code /_state}: what the streams hold, and how many records were trimmed for which reason. */
final class StatePage implements ControlPage {

  private static final JsonMapper MAPPER = new JsonMapper();

  private final StreamStore streams;

  StatePage(StreamStore streams) {
    this.streams = streams;
  }

  @Override
  public JsonNode show() {
    var counts = streams.all().stream().map(Stream::counts).toList();
    return MAPPER.valueToTree(Map.of("streams", counts));
  }

  @Override
  public JsonNode change(JsonNode body) {
    throw new IllegalArgumentException("the state is for reading only");
  }
}
