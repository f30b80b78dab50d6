package dev.banyan.control;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The layout of the control table's items: partition key {@code pk}, sort key {@code sk}. */
final class ControlItems {

  static final String CAPABILITY = "capability";
  static final String PROXY = "proxy";

  /**
   * The layout of a capability's item that this version knows. A version that gives an item another
   * meaning raises it; an item without it has the first layout.
   */
  static final long SCHEMA = 1;

  private ControlItems() {}

  static Map<String, AttributeValue> key(String pk, String sk) {
    return Map.of("pk", text(pk), "sk", text(sk));
  }

  static String evidenceKey(String capability) {
    return "evidence#" + capability;
  }

  static String auditKey(String capability) {
    return "audit#" + capability;
  }

  static Map<String, AttributeValue> of(Capability capability) {
    Map<String, AttributeValue> item = new HashMap<>(key(CAPABILITY, capability.name()));
    item.put("readStage", text(capability.readStage().toString()));
    item.put("writeStage", text(capability.writeStage().name()));
    item.put("owner", text(capability.owner().name()));
    item.put("revision", number(capability.revision()));
    item.put("announced", AttributeValue.fromBool(capability.announced()));
    item.put("schema", number(SCHEMA));
    if (capability.switchPosition() != null) {
      item.put("switchPosition", text(capability.switchPosition()));
    }
    return item;
  }

  /**
   * Reads a capability.
   *
   * @throws ControlException if the item is of a newer version, or damaged
   */
  static Capability capability(Map<String, AttributeValue> item) {
    refuseNewer(item);
    try {
      return new Capability(
          required(item, "sk"),
          ReadStage.parse(required(item, "readStage")),
          WriteStage.valueOf(required(item, "writeStage")),
          Side.valueOf(required(item, "owner")),
          longOf(item, "revision"),
          Boolean.TRUE.equals(value(item, "announced").bool()),
          optional(item, "switchPosition"));
    } catch (IllegalArgumentException e) {
      throw new ControlException(
          "the record of capability " + name(item) + " is not understood: " + e.getMessage(), e);
    }
  }

  private static void refuseNewer(Map<String, AttributeValue> item) {
    long schema = item.containsKey("schema") ? longOf(item, "schema") : 1;
    if (schema > SCHEMA) {
      throw new ControlException(
          "the record of capability %s has schema %d, this version knows %d: install a newer version of Banyan"
              .formatted(name(item), schema, SCHEMA));
    }
  }

  static String name(Map<String, AttributeValue> item) {
    return required(item, "sk");
  }

  static Map<String, AttributeValue> of(ProxyStatus proxy) {
    Map<String, AttributeValue> item = new HashMap<>(key(PROXY, proxy.id()));
    item.put("seenAt", number(proxy.seenAt().toEpochMilli()));
    item.put("acknowledged", numbers(proxy.acknowledged()));
    return item;
  }

  static ProxyStatus proxy(Map<String, AttributeValue> item) {
    return new ProxyStatus(
        required(item, "sk"),
        Instant.ofEpochMilli(longOf(item, "seenAt")),
        longs(value(item, "acknowledged")));
  }

  static Map<String, AttributeValue> of(Evidence evidence) {
    Map<String, AttributeValue> item =
        new HashMap<>(key(evidenceKey(evidence.capability()), evidence.kind().name()));
    item.put("good", AttributeValue.fromBool(evidence.good()));
    item.put("facts", numbers(evidence.facts()));
    item.put("at", number(evidence.at().toEpochMilli()));
    item.put("validUntil", number(evidence.expiresAt().toEpochMilli()));
    if (!evidence.mapping().isEmpty()) {
      item.put("mapping", text(evidence.mapping()));
    }
    return item;
  }

  static Evidence evidence(String capability, Map<String, AttributeValue> item) {
    return new Evidence(
        capability,
        Evidence.Kind.valueOf(required(item, "sk")),
        Boolean.TRUE.equals(value(item, "good").bool()),
        longs(value(item, "facts")),
        Instant.ofEpochMilli(longOf(item, "at")),
        Instant.ofEpochMilli(longOf(item, "validUntil")),
        item.containsKey("mapping") ? required(item, "mapping") : "");
  }

  static Map<String, AttributeValue> of(AuditEntry entry) {
    String order = "%019d#%d".formatted(entry.revision(), entry.at().toEpochMilli());
    Map<String, AttributeValue> item = new HashMap<>(key(auditKey(entry.capability()), order));
    item.put("revision", number(entry.revision()));
    item.put("at", number(entry.at().toEpochMilli()));
    item.put("who", text(entry.who()));
    item.put("change", text(entry.change()));
    item.put("reason", text(entry.reason()));
    return item;
  }

  static AuditEntry auditEntry(String capability, Map<String, AttributeValue> item) {
    return new AuditEntry(
        capability,
        longOf(item, "revision"),
        Instant.ofEpochMilli(longOf(item, "at")),
        required(item, "who"),
        required(item, "change"),
        required(item, "reason"));
  }

  static AttributeValue text(String text) {
    return AttributeValue.fromS(text);
  }

  static AttributeValue number(long number) {
    return AttributeValue.fromN(Long.toString(number));
  }

  private static AttributeValue numbers(Map<String, Long> numbers) {
    Map<String, AttributeValue> map = new HashMap<>();
    numbers.forEach((name, number) -> map.put(name, number(number)));
    return AttributeValue.fromM(map);
  }

  private static Map<String, Long> longs(AttributeValue map) {
    Map<String, Long> numbers = new HashMap<>();
    map.m().forEach((name, number) -> numbers.put(name, Long.valueOf(number.n())));
    return numbers;
  }

  private static long longOf(Map<String, AttributeValue> item, String name) {
    return Long.parseLong(value(item, name).n());
  }

  private static String required(Map<String, AttributeValue> item, String name) {
    return value(item, name).s();
  }

  private static @Nullable String optional(Map<String, AttributeValue> item, String name) {
    AttributeValue value = item.get(name);
    return value == null ? null : value.s();
  }

  private static AttributeValue value(Map<String, AttributeValue> item, String name) {
    AttributeValue value = item.get(name);
    if (value == null) {
      throw new ControlException(
          "control item " + item.get("pk") + " / " + item.get("sk") + " has no " + name);
    }
    return value;
  }
}
