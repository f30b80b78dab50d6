package dev.banyan.localcloud.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A request, or an object inside one. Readers of its members throw the {@link AwsException} that
 * AWS would answer: a missing required member is a {@code ValidationException}, a member of a wrong
 * type a {@code SerializationException}.
 *
 * @param action such as {@code PutRecords}
 */
public record AwsCall(String action, JsonNode body, WireFormat format) {

  public AwsCall {
    if (!body.isObject()) {
      throw AwsException.serialization("an object was expected, but got " + body.getNodeType());
    }
  }

  public boolean has(String member) {
    return body.hasNonNull(member);
  }

  public String text(String member) {
    return optionalText(member).orElseThrow(() -> missing(member));
  }

  public Optional<String> optionalText(String member) {
    if (!has(member)) {
      return Optional.empty();
    }
    JsonNode node = body.get(member);
    if (!node.isTextual()) {
      throw wrongType(member, "a string");
    }
    return Optional.of(node.textValue());
  }

  public int integer(String member) {
    return optionalInteger(member).orElseThrow(() -> missing(member));
  }

  public OptionalInt optionalInteger(String member) {
    if (!has(member)) {
      return OptionalInt.empty();
    }
    JsonNode node = body.get(member);
    if (!node.canConvertToInt()) {
      throw wrongType(member, "an integer");
    }
    return OptionalInt.of(node.intValue());
  }

  /** An integer that may be left out, but must lie in a range if given. */
  public int integer(String member, int defaultValue, int min, int max) {
    int value = optionalInteger(member).orElse(defaultValue);
    if (value < min) {
      throw AwsException.validation(
          camel(member), value, "Member must have value greater than or equal to " + min);
    }
    if (value > max) {
      throw AwsException.validation(
          camel(member), value, "Member must have value less than or equal to " + max);
    }
    return value;
  }

  public byte[] binary(String member) {
    if (!has(member)) {
      throw missing(member);
    }
    try {
      byte[] value = body.get(member).binaryValue();
      if (value == null) {
        throw wrongType(member, "binary");
      }
      return value;
    } catch (IOException e) {
      throw wrongType(member, "binary");
    }
  }

  public Instant instant(String member) {
    if (!has(member)) {
      throw missing(member);
    }
    JsonNode node = body.get(member);
    if (!node.isNumber()) {
      throw wrongType(member, "a timestamp");
    }
    return format.instant(node);
  }

  public AwsCall object(String member) {
    if (!has(member)) {
      throw missing(member);
    }
    return new AwsCall(action, body.get(member), format);
  }

  /** The objects of a list that must be there. */
  public List<AwsCall> objects(String member) {
    List<AwsCall> objects = new ArrayList<>();
    for (JsonNode node : list(member)) {
      objects.add(new AwsCall(action, node, format));
    }
    return objects;
  }

  /** A list that must be there. */
  public JsonNode list(String member) {
    if (!has(member)) {
      throw missing(member);
    }
    JsonNode node = body.get(member);
    if (!node.isArray()) {
      throw wrongType(member, "a list");
    }
    return node;
  }

  private static AwsException missing(String member) {
    return AwsException.validation(camel(member), "null", "Member must not be null");
  }

  private static AwsException wrongType(String member, String wanted) {
    return AwsException.serialization("'" + member + "' must be " + wanted);
  }

  private static String camel(String member) {
    return member.substring(0, 1).toLowerCase(Locale.ROOT) + member.substring(1);
  }
}
