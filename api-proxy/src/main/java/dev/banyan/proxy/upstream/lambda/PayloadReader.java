package dev.banyan.proxy.upstream.lambda;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.banyan.proxy.wire.Fields;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a function returned from its bytes: of JSON that nobody asks for, nothing is made. A
 * tree of 6 MB of small objects takes hundreds.
 */
final class PayloadReader {

  private static final JsonFactory JSON = new JsonFactory();

  /** More than API Gateway passes on, which is 10 KB in all; in fields and in characters. */
  private static final int MOST_FIELDS = 250;

  private static final int MOST_CHARACTERS = 64 * 1024;

  private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  private static final Pattern STATUS = Pattern.compile("[2-5][0-9][0-9]");

  private final byte[] payload;
  private final JsonParser json;
  private boolean hasStatus;
  private int status;
  private Fields headers = new Fields();
  private Fields multiValueHeaders = new Fields();
  private Fields cookies = new Fields();
  private byte @Nullable [] text;
  private byte @Nullable [] body;
  private boolean isBase64;
  private int characters;

  private PayloadReader(byte[] payload, JsonParser json) {
    this.payload = payload;
    this.json = json;
  }

  /**
   * Reads all of a payload.
   *
   * @throws IOException if it is no JSON
   * @throws IllegalArgumentException if it is no answer
   */
  static PayloadReader read(byte[] payload) throws IOException {
    try (JsonParser json = JSON.createParser(payload)) {
      PayloadReader reader = new PayloadReader(payload, json);
      reader.read();
      return reader;
    }
  }

  /** Whether it says a status; without one it is a body as it stands. */
  boolean hasStatus() {
    return hasStatus;
  }

  /** 200 to 599. */
  int status() {
    return status;
  }

  /** Headers; those of several values take the place of others of their name. */
  Fields headers() {
    for (int i = 0; i < multiValueHeaders.size(); i++) {
      headers.remove(multiValueHeaders.name(i));
    }
    addAll(multiValueHeaders);
    addAll(cookies);
    return headers;
  }

  private void addAll(Fields more) {
    for (int i = 0; i < more.size(); i++) {
      headers.add(more.name(i), more.value(i));
    }
  }

  /** What the payload is if it is a text and nothing else, in UTF-8; else null. */
  byte @Nullable [] text() {
    return text;
  }

  /** The body's text in UTF-8, null if there is none. */
  byte @Nullable [] body() {
    return body;
  }

  /** Whether the body's text is Base64. */
  boolean isBase64() {
    return isBase64;
  }

  private void read() throws IOException {
    JsonToken first = json.nextToken();
    if (first == JsonToken.VALUE_STRING) {
      text = readText();
    } else if (first == JsonToken.START_OBJECT) {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        member(name);
      }
    } else if (first != null) {
      json.skipChildren();
    }
    if (json.nextToken() != null) {
      throw new IllegalArgumentException("more than one value");
    }
  }

  /** Of members that are there twice, the last one holds. */
  private void member(String name) throws IOException {
    switch (name) {
      case "statusCode" -> {
        hasStatus = true;
        status = readStatus();
      }
      case "headers" -> headers = fields();
      case "multiValueHeaders" -> multiValueHeaders = fields();
      case "cookies" -> cookies = readCookies();
      case "body" -> body = readBody();
      case "isBase64Encoded" ->
          isBase64 = json.currentToken() != JsonToken.VALUE_NULL && json.getBooleanValue();
      default -> json.skipChildren();
    }
  }

  private int readStatus() throws IOException {
    if (!json.currentToken().isScalarValue()) {
      throw new IllegalArgumentException("the status is no number");
    }
    String text = json.getText();
    if (json.currentToken() == JsonToken.VALUE_NUMBER_FLOAT && text.endsWith(".0")) {
      text = text.substring(0, text.length() - 2); // as some languages write all numbers
    }
    if (!STATUS.matcher(text).matches()) {
      throw new IllegalArgumentException("no status");
    }
    return Integer.parseInt(text);
  }

  private Fields fields() throws IOException {
    Fields read = new Fields();
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return read;
    }
    expect(JsonToken.START_OBJECT);
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException("no header's name");
      }
      json.nextToken();
      read.remove(name);
      if (ofTheMessage(name)) {
        json.skipChildren();
      } else if (json.currentToken() == JsonToken.START_ARRAY) {
        values(name, read);
      } else {
        add(name, read);
      }
    }
    return read;
  }

  private Fields readCookies() throws IOException {
    Fields read = new Fields();
    if (json.currentToken() != JsonToken.VALUE_NULL) {
      expect(JsonToken.START_ARRAY);
      values("Set-Cookie", read);
    }
    return read;
  }

  private void values(String name, Fields to) throws IOException {
    while (json.nextToken() != JsonToken.END_ARRAY) {
      add(name, to);
    }
  }

  private void add(String name, Fields to) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    if (!json.currentToken().isScalarValue()) {
      throw new IllegalArgumentException("a header's value is no text");
    }
    String value = json.getText().strip();
    if (value.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 127)) {
      throw new IllegalArgumentException("a header's value has a control character");
    }
    characters += name.length() + value.length();
    if (characters > MOST_CHARACTERS || to.size() == MOST_FIELDS) {
      throw new IllegalArgumentException("the headers are too long");
    }
    to.add(name, value);
  }

  private void expect(JsonToken token) {
    if (json.currentToken() != token) {
      throw new IllegalArgumentException("not as an answer has it");
    }
  }

  /** Framing is the proxy's. */
  private static boolean ofTheMessage(String name) {
    return name.equalsIgnoreCase("Content-Length")
        || name.equalsIgnoreCase("Transfer-Encoding")
        || name.equalsIgnoreCase("Connection");
  }

  /** A text's, or JSON as it stands there. */
  private byte @Nullable [] readBody() throws IOException {
    return switch (json.currentToken()) {
      case VALUE_NULL -> null;
      case START_OBJECT, START_ARRAY -> {
        long from = json.currentTokenLocation().getByteOffset();
        json.skipChildren();
        long to = json.currentLocation().getByteOffset();
        if (from < 0) {
          throw new IllegalArgumentException("not in UTF-8");
        }
        yield Arrays.copyOfRange(payload, (int) from, (int) to);
      }
      default -> readText();
    };
  }

  private byte[] readText() throws IOException {
    return json.getText().getBytes(StandardCharsets.UTF_8);
  }
}
