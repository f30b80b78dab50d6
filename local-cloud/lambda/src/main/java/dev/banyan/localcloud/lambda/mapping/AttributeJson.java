package dev.banyan.localcloud.lambda.mapping;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** DynamoDB JSON: {@code {"S":"text"}}; binary in Base64. */
final class AttributeJson {

  private AttributeJson() {}

  static ObjectNode item(Map<String, AttributeValue> item) {
    ObjectNode node = EventJson.object();
    item.forEach((name, value) -> node.set(name, value(value)));
    return node;
  }

  private static ObjectNode value(AttributeValue value) {
    ObjectNode node = EventJson.object();
    switch (value.type()) {
      case S -> node.put("S", value.s());
      case N -> node.put("N", value.n());
      case B -> node.put("B", value.b().asByteArrayUnsafe());
      case BOOL -> node.put("BOOL", value.bool());
      case NUL -> node.put("NULL", true);
      case M -> node.set("M", item(value.m()));
      case L -> {
        ArrayNode list = node.putArray("L");
        value.l().forEach(each -> list.add(value(each)));
      }
      case SS -> value.ss().forEach(node.putArray("SS")::add);
      case NS -> value.ns().forEach(node.putArray("NS")::add);
      case BS -> {
        ArrayNode list = node.putArray("BS");
        for (SdkBytes each : value.bs()) {
          list.add(each.asByteArrayUnsafe());
        }
      }
      default -> throw new IllegalStateException("an attribute of an unknown type: " + value);
    }
    return node;
  }
}
