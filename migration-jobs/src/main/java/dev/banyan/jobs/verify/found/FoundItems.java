package dev.banyan.jobs.verify.found;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads items in DynamoDB JSON, {@code {"pk":{"S":"…"},…}}. Shares no code with the encoder's
 * writer and reader of the same form.
 */
public final class FoundItems {

  private static final Found NULL = new Found.Null();
  private static final Found TRUE = new Found.Bool(true);
  private static final Found FALSE = new Found.Bool(false);

  /**
   * Names inside an item may have 65,535 bytes, more than the parser takes unless told; and they
   * come from the documents, so neither should they stay for ever, nor should clashing ones fail.
   */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
          .streamReadConstraints(StreamReadConstraints.builder().maxNameLength(1 << 17).build())
          .build();

  private FoundItems() {}

  /** A parser at the beginning of an answer. */
  public static JsonParser parser(byte[] json) throws IOException {
    return JSON.createParser(json);
  }

  /**
   * Reads one item that stands alone.
   *
   * @throws IOException if it is no DynamoDB JSON
   */
  public static Map<String, Found> parse(byte[] json) throws IOException {
    try (JsonParser parser = parser(json)) {
      require(parser.nextToken(), JsonToken.START_OBJECT);
      return next(parser);
    }
  }

  /**
   * Reads the item whose brace the parser has just passed; ends at the closing one.
   *
   * @throws IOException if it is no DynamoDB JSON
   */
  public static Map<String, Found> next(JsonParser parser) throws IOException {
    Map<String, Found> entries = new LinkedHashMap<>();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      if (entries.put(name, value(parser, parser.nextToken())) != null) {
        throw new IOException("the name " + name + " comes twice");
      }
    }
    require(parser.currentToken(), JsonToken.END_OBJECT);
    return entries;
  }

  private static Found value(JsonParser parser, @Nullable JsonToken first) throws IOException {
    require(first, JsonToken.START_OBJECT);
    String type = String.valueOf(parser.nextFieldName());
    parser.nextToken();
    Found value =
        switch (type) {
          case "S" -> new Found.Text(text(parser));
          case "N" -> new Found.Numeric(text(parser));
          case "B" -> bytes(text(parser));
          case "BOOL" -> parser.getBooleanValue() ? TRUE : FALSE;
          case "NULL" -> nothing(parser);
          case "M" -> new Found.Entries(next(parser));
          case "L" -> new Found.Elements(list(parser));
          case "SS" -> new Found.TextSet(texts(parser));
          case "NS" -> new Found.NumberSet(texts(parser));
          case "BS" -> binaries(parser);
          default -> throw new IOException("not a type of DynamoDB: " + type);
        };
    require(parser.nextToken(), JsonToken.END_OBJECT);
    return value;
  }

  private static String text(JsonParser parser) throws IOException {
    require(parser.currentToken(), JsonToken.VALUE_STRING);
    return parser.getText();
  }

  private static Found nothing(JsonParser parser) throws IOException {
    require(parser.currentToken(), JsonToken.VALUE_TRUE);
    return NULL;
  }

  private static Found.Bytes bytes(String base64) {
    return new Found.Bytes(Base64.getDecoder().decode(base64));
  }

  private static List<Found> list(JsonParser parser) throws IOException {
    List<Found> values = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      values.add(value(parser, token));
    }
    return values;
  }

  private static Set<String> texts(JsonParser parser) throws IOException {
    Set<String> texts = new HashSet<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      texts.add(text(parser));
    }
    return texts;
  }

  private static Found binaries(JsonParser parser) throws IOException {
    Set<Found.Bytes> values = new HashSet<>();
    texts(parser).forEach(text -> values.add(bytes(text)));
    return new Found.BytesSet(values);
  }

  private static void require(@Nullable JsonToken is, JsonToken wanted) throws IOException {
    if (is != wanted) {
      throw new IOException("not DynamoDB JSON: " + wanted + " expected, was " + is);
    }
  }
}
