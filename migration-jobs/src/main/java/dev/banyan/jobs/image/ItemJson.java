package dev.banyan.jobs.image;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * DynamoDB JSON as the SDK's values, names in their order. Strict: a name that comes twice fails.
 */
public final class ItemJson {

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private ItemJson() {}

  /**
   * Reads an item, {@code {"pk":{"S":"…"},…}}.
   *
   * @throws IllegalArgumentException if it is no DynamoDB JSON
   */
  public static Map<String, AttributeValue> parse(byte[] json, int offset, int length) {
    try (JsonParser parser = JSON.createParser(json, offset, length)) {
      require(parser.nextToken(), JsonToken.START_OBJECT);
      Map<String, AttributeValue> item = entries(parser);
      if (parser.nextToken() != null) {
        throw new IllegalArgumentException("more behind the item");
      }
      return item;
    } catch (IOException e) {
      throw new IllegalArgumentException("not DynamoDB JSON: " + e.getMessage(), e);
    }
  }

  /** Reads an item. */
  public static Map<String, AttributeValue> parse(byte[] json) {
    return parse(json, 0, json.length);
  }

  private static Map<String, AttributeValue> entries(JsonParser parser) throws IOException {
    Map<String, AttributeValue> entries = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      entries.put(name, value(parser));
    }
    return entries;
  }

  private static AttributeValue value(JsonParser parser) throws IOException {
    require(parser.currentToken(), JsonToken.START_OBJECT);
    require(parser.nextToken(), JsonToken.FIELD_NAME);
    String type = parser.currentName();
    parser.nextToken();
    AttributeValue value = typed(type, parser);
    require(parser.nextToken(), JsonToken.END_OBJECT);
    return value;
  }

  private static AttributeValue typed(String type, JsonParser parser) throws IOException {
    return switch (type) {
      case "S" -> AttributeValue.fromS(parser.getText());
      case "N" -> AttributeValue.fromN(parser.getText());
      case "B" -> AttributeValue.fromB(binary(parser.getText()));
      case "BOOL" -> AttributeValue.fromBool(parser.getBooleanValue());
      case "NULL" -> AttributeValue.fromNul(parser.getBooleanValue());
      case "M" -> AttributeValue.fromM(entries(parser));
      case "L" -> AttributeValue.fromL(list(parser));
      case "SS" -> AttributeValue.fromSs(texts(parser));
      case "NS" -> AttributeValue.fromNs(texts(parser));
      case "BS" -> AttributeValue.fromBs(texts(parser).stream().map(ItemJson::binary).toList());
      default -> throw new IllegalArgumentException("not a type of DynamoDB: " + type);
    };
  }

  private static SdkBytes binary(String base64) {
    return SdkBytes.fromByteArrayUnsafe(Base64.getDecoder().decode(base64));
  }

  private static List<AttributeValue> list(JsonParser parser) throws IOException {
    List<AttributeValue> values = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      values.add(value(parser));
    }
    return values;
  }

  private static List<String> texts(JsonParser parser) throws IOException {
    List<String> texts = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      texts.add(parser.getText());
    }
    return texts;
  }

  private static void require(@Nullable JsonToken is, JsonToken wanted) {
    if (is != wanted) {
      throw new IllegalArgumentException("not DynamoDB JSON: " + wanted + " expected, was " + is);
    }
  }
}
