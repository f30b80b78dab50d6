package dev.banyan.jobs.image;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Images back to BSON bytes: the inverse of {@link ImageWriter} for every image that drops nothing
 * by choice. Maps have no order, so fields come in the order in which the map gives them, unless
 * the mapping keeps the order. Thread-safe.
 */
public final class ImageReader {

  /** The attribute that holds, in turn, the names and values that cannot be attributes. */
  public static final String FIELDS = "$fields";

  /**
   * Reads a document.
   *
   * @param attributes of the item, without those that the mapping added
   * @param tree the hints that it was written with
   * @throws IllegalArgumentException if something is no image
   */
  public byte[] document(Map<String, AttributeValue> attributes, @Nullable TypeTree tree) {
    BsonBytes out = new BsonBytes();
    Map<String, AttributeValue> rest = new LinkedHashMap<>(attributes);
    AttributeValue others = rest.remove(FIELDS);
    Iterator<AttributeValue> pairs =
        others == null ? Collections.emptyIterator() : others.l().iterator();
    out.openDocument();
    entries(out, rest, pairs, tree);
    return out.closeDocument().toArray();
  }

  /** In the map's order, or in the order that it keeps, where nothing stands for the next pair. */
  private void entries(
      BsonBytes out,
      Map<String, AttributeValue> map,
      Iterator<AttributeValue> pairs,
      @Nullable TypeTree tree) {
    Map<String, AttributeValue> rest = new LinkedHashMap<>(map);
    AttributeValue order = rest.remove(Tag.ORDER.text());
    if (order != null) {
      for (AttributeValue name : order.l()) {
        AttributeValue value = name.s() == null ? null : rest.remove(name.s());
        if (value != null) {
          element(out, name.s().getBytes(StandardCharsets.UTF_8), value, tree);
        } else if (pairs.hasNext()) {
          pair(out, pairs, tree);
        }
      }
    }
    rest.forEach((name, value) -> element(out, name.getBytes(StandardCharsets.UTF_8), value, tree));
    while (pairs.hasNext()) {
      pair(out, pairs, tree);
    }
  }

  private void pair(BsonBytes out, Iterator<AttributeValue> pairs, @Nullable TypeTree tree) {
    AttributeValue name = pairs.next();
    byte[] bytes =
        name.b() == null ? name.s().getBytes(StandardCharsets.UTF_8) : name.b().asByteArray();
    element(out, bytes, pairs.next(), tree);
  }

  private void element(BsonBytes out, byte[] name, AttributeValue value, @Nullable TypeTree tree) {
    value(out, name, value, TypeTree.field(tree, name, 0, name.length));
  }

  private void value(BsonBytes out, byte[] name, AttributeValue value, @Nullable TypeTree tree) {
    TypeHint hint = TypeTree.hint(tree);
    switch (value.type()) {
      case S -> PlainImages.string(out, name, value.s(), hint);
      case N -> PlainImages.number(out, name, value.n(), hint);
      case B -> PlainImages.binary(out, name, value.b().asByteArray(), hint);
      case BOOL -> out.element(BsonTypes.BOOLEAN, name).int8(value.bool() ? 1 : 0);
      case NUL -> out.element(BsonTypes.NULL, name);
      case M -> map(out, name, value.m(), tree);
      case L -> list(out, name, value.l(), tree);
      case SS -> list(out, name, value.ss().stream().map(AttributeValue::fromS).toList(), null);
      case NS -> list(out, name, value.ns().stream().map(AttributeValue::fromN).toList(), null);
      case BS -> list(out, name, value.bs().stream().map(AttributeValue::fromB).toList(), null);
      case UNKNOWN_TO_SDK_VERSION -> throw new IllegalArgumentException("no image: " + value);
    }
  }

  private void list(
      BsonBytes out, byte[] name, List<AttributeValue> values, @Nullable TypeTree tree) {
    out.element(BsonTypes.ARRAY, name).openDocument();
    for (int i = 0; i < values.size(); i++) {
      element(out, Integer.toString(i).getBytes(StandardCharsets.US_ASCII), values.get(i), tree);
    }
    out.closeDocument();
  }

  private void map(
      BsonBytes out, byte[] name, Map<String, AttributeValue> map, @Nullable TypeTree tree) {
    Tag tag = map.size() == 1 ? Tag.of(map.keySet().iterator().next()) : null;
    if (tag == null) {
      out.element(BsonTypes.DOCUMENT, name).openDocument();
      entries(out, map, Collections.emptyIterator(), tree);
      out.closeDocument();
    } else {
      tagged(out, name, tag, map.values().iterator().next(), tree);
    }
  }

  private void tagged(
      BsonBytes out, byte[] name, Tag tag, AttributeValue value, @Nullable TypeTree tree) {
    switch (tag) {
      case ORDERED, ORDERED_ARRAY -> {
        boolean array = tag == Tag.ORDERED_ARRAY;
        out.element(array ? BsonTypes.ARRAY : BsonTypes.DOCUMENT, name).openDocument();
        for (Iterator<AttributeValue> pairs = value.l().iterator(); pairs.hasNext(); ) {
          pair(out, pairs, tree);
        }
        out.closeDocument();
      }
      case BSON -> raw(out.element(BsonTypes.DOCUMENT, name), value.b());
      case BSON_ARRAY -> raw(out.element(BsonTypes.ARRAY, name), value.b());
      case CODE_WITH_SCOPE -> codeWithScope(out, name, value.m());
      default -> TaggedValues.read(out, name, tag, value);
    }
  }

  private static void raw(BsonBytes out, SdkBytes bytes) {
    out.raw(bytes.asByteArrayUnsafe(), 0, bytes.asByteArrayUnsafe().length);
  }

  private void codeWithScope(BsonBytes out, byte[] name, Map<String, AttributeValue> parts) {
    BsonBytes scope = new BsonBytes();
    value(scope, new byte[0], TaggedValues.part(parts, "scope"), null);
    byte[] element = scope.toArray(); // type byte, empty name, document
    byte[] code = TaggedValues.stringBytes(TaggedValues.part(parts, "code"));
    out.element(BsonTypes.CODE_WITH_SCOPE, name)
        .int32(4 + 4 + code.length + 1 + element.length - 2)
        .string(code)
        .raw(element, 2, element.length - 2);
  }
}
