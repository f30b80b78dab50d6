package dev.banyan.jobs.backfill.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What DynamoDB said.
 *
 * @param status of HTTP
 */
public record Answer(int status, byte[] body) {

  private static final JsonFactory JSON = new JsonFactory();
  private static final byte[] ERROR = "\"Error\"".getBytes(StandardCharsets.UTF_8);
  private static final byte[] ALL_PROCESSED =
      "\"UnprocessedItems\":{}".getBytes(StandardCharsets.UTF_8);

  /**
   * The error of a statement; an empty code for one that went well.
   *
   * @param message without what AWS repeats of the request's signature
   */
  public record StatementError(String code, String message) {
    public StatementError {
      message = ServiceText.shown(message);
    }

    static final StatementError NONE = new StatementError("", "");
  }

  /** The error of a request: {@code __type} without its namespace, and the message. */
  public StatementError error() {
    String code = "";
    String message = "";
    try (JsonParser json = JSON.createParser(body)) {
      while (json.nextToken() != null) {
        if (json.currentToken() == JsonToken.FIELD_NAME) {
          String name = json.currentName();
          JsonToken value = json.nextToken();
          if (value == JsonToken.START_OBJECT || value == JsonToken.START_ARRAY) {
            json.skipChildren();
          } else if (name.equals("__type")) {
            code = json.getText();
          } else if (name.equalsIgnoreCase("message")) {
            message = json.getText();
          }
        }
      }
    } catch (IOException e) {
      message = "HTTP " + status + " without JSON";
    }
    return new StatementError(code.substring(code.lastIndexOf('#') + 1), message);
  }

  /** Whether no statement failed; nearly always, and known without parsing. */
  boolean isPlainSuccess(WritePath path) {
    return switch (path) {
      case INSERT_IF_ABSENT -> find(ERROR) < 0;
      case BATCH_WRITE -> find(ALL_PROCESSED) >= 0;
      case PUT_IF_ABSENT -> true;
    };
  }

  private int find(byte[] text) {
    for (int at = 0; at + text.length <= body.length; at++) {
      int same = 0;
      while (same < text.length && body[at + same] == text[same]) {
        same++;
      }
      if (same == text.length) {
        return at;
      }
    }
    return -1;
  }

  /** One entry per statement of a {@code BatchExecuteStatement}, in its order. */
  List<StatementError> statements() throws IOException {
    List<StatementError> errors = new ArrayList<>();
    try (JsonParser json = JSON.createParser(body)) {
      if (!enter(json, "Responses", JsonToken.START_ARRAY)) {
        throw new IOException("an answer without Responses");
      }
      while (json.nextToken() == JsonToken.START_OBJECT) {
        errors.add(statement(json));
      }
    }
    return errors;
  }

  private static StatementError statement(JsonParser json) throws IOException {
    StatementError error = StatementError.NONE;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      if (name.equals("Error")) {
        error = details(json);
      } else {
        json.skipChildren();
      }
    }
    return error;
  }

  private static StatementError details(JsonParser json) throws IOException {
    String code = "unknown";
    String message = "";
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      if (name.equals("Code") && value == JsonToken.VALUE_STRING) {
        code = json.getText();
      } else if (name.equals("Message") && value == JsonToken.VALUE_STRING) {
        message = json.getText();
      } else {
        json.skipChildren();
      }
    }
    return new StatementError(code, message);
  }

  /** The bytes of the value of {@code UnprocessedItems}, and how many items it has. */
  Unprocessed unprocessed() throws IOException {
    try (JsonParser json = JSON.createParser(body)) {
      if (!enter(json, "UnprocessedItems", JsonToken.START_OBJECT)) {
        return new Unprocessed(0, 0, 0);
      }
      int from = (int) json.currentTokenLocation().getByteOffset();
      int items = 0;
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        json.nextToken();
        while (json.nextToken() == JsonToken.START_OBJECT) {
          items++;
          json.skipChildren();
        }
      }
      return new Unprocessed(from, (int) json.currentTokenLocation().getByteOffset() + 1, items);
    }
  }

  /** A part of the body: from, to, and how many items. */
  record Unprocessed(int from, int to, int items) {}

  /** Moves to the value of a field of the outermost object. */
  private static boolean enter(JsonParser json, String field, JsonToken start) throws IOException {
    json.nextToken();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean found = json.currentName().equals(field);
      JsonToken value = json.nextToken();
      if (found) {
        return value == start;
      }
      json.skipChildren();
    }
    return false;
  }
}
