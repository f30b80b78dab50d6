package dev.banyan.localcloud.kinesis;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.banyan.localcloud.kinesis.store.Stream;
import dev.banyan.localcloud.wire.AwsCall;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Calls about a stream's tags. */
final class TagCalls {

  private static final int MAX_TAGS = 50;

  private final StreamNames names;

  TagCalls(StreamNames names) {
    this.names = names;
  }

  ObjectNode add(AwsCall call) {
    Stream stream = names.find(call);
    Map<String, String> added = new TreeMap<>();
    call.object("Tags")
        .body()
        .fields()
        .forEachRemaining(tag -> added.put(tag.getKey(), tag.getValue().asText()));
    Set<String> keys = new HashSet<>(stream.tags().keySet());
    keys.addAll(added.keySet());
    if (keys.size() > MAX_TAGS) {
      throw Errors.invalid(
          "Failed to add tags to stream "
              + Errors.in(stream.name())
              + " because a given stream cannot have more than "
              + MAX_TAGS
              + " tags associated with it.");
    }
    stream.addTags(added);
    return JsonNodeFactory.instance.objectNode();
  }

  ObjectNode remove(AwsCall call) {
    Stream stream = names.find(call);
    List<String> keys = new ArrayList<>();
    for (JsonNode key : call.list("TagKeys")) {
      keys.add(key.asText());
    }
    stream.removeTags(keys);
    return JsonNodeFactory.instance.objectNode();
  }

  ObjectNode list(AwsCall call) {
    Stream stream = names.find(call);
    int limit = call.integer("Limit", MAX_TAGS, 1, MAX_TAGS);
    String after = call.optionalText("ExclusiveStartTagKey").orElse("");
    var rest =
        stream.tags().entrySet().stream().filter(t -> t.getKey().compareTo(after) > 0).toList();
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode tags = answer.putArray("Tags");
    rest.stream()
        .limit(limit)
        .forEach(tag -> tags.addObject().put("Key", tag.getKey()).put("Value", tag.getValue()));
    return answer.put("HasMoreTags", rest.size() > limit);
  }
}
