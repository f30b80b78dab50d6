package dev.banyan.localcloud.lambda.template;

import dev.banyan.localcloud.lambda.model.LambdaHostException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An evaluated piece of a template that knows where it stood. Scalars are kept as text; who reads
 * them says which type it wants.
 *
 * @param content a {@code String}, a {@code List<TemplateValue>}, a {@code Map<String,
 *     TemplateValue>}, or null for {@code AWS::NoValue} and YAML's null
 */
record TemplateValue(Place place, @Nullable Object content) {

  static TemplateValue emptyMap(Place place) {
    return new TemplateValue(place, Map.of());
  }

  boolean isAbsent() {
    return content == null;
  }

  boolean isText() {
    return content instanceof String;
  }

  boolean isMap() {
    return content instanceof Map;
  }

  String text(String what) {
    if (content instanceof String text) {
      return text;
    }
    throw place.error(what + " must be a text");
  }

  int integer(String what) {
    try {
      return Integer.parseInt(text(what).trim());
    } catch (NumberFormatException e) {
      throw place.error(what + " must be a whole number, not '" + content + "'");
    }
  }

  boolean flag(String what) {
    return switch (text(what)) {
      case "true", "True", "yes" -> true;
      case "false", "False", "no" -> false;
      default -> throw place.error(what + " must be true or false, not '" + content + "'");
    };
  }

  @SuppressWarnings("unchecked")
  List<TemplateValue> list(String what) {
    if (content instanceof List<?> list) {
      return (List<TemplateValue>) list;
    }
    throw place.error(what + " must be a list");
  }

  @SuppressWarnings("unchecked")
  Map<String, TemplateValue> map(String what) {
    if (content == null) {
      return Map.of();
    }
    if (content instanceof Map<?, ?> map) {
      return (Map<String, TemplateValue>) map;
    }
    throw place.error(what + " must be a mapping");
  }

  /** A member of a mapping, or null if it is not there or has no value. */
  @Nullable TemplateValue get(String key) {
    TemplateValue found = map("the parent of " + key).get(key);
    return found == null || found.isAbsent() ? null : found;
  }

  /**
   * @throws LambdaHostException naming the place if there is no such member
   */
  TemplateValue required(String key, String owner) {
    TemplateValue found = get(key);
    if (found == null) {
      throw place.error(owner + " has no " + key + ": add it");
    }
    return found;
  }

  String text(String key, Supplier<String> fallback) {
    TemplateValue found = get(key);
    return found == null ? fallback.get() : found.text(key);
  }

  int integer(String key, int fallback) {
    TemplateValue found = get(key);
    return found == null ? fallback : found.integer(key);
  }

  boolean flag(String key, boolean fallback) {
    TemplateValue found = get(key);
    return found == null ? fallback : found.flag(key);
  }

  /** The member, or an empty list. */
  List<TemplateValue> list(String key, List<TemplateValue> fallback) {
    TemplateValue found = get(key);
    return found == null ? fallback : found.list(key);
  }

  /** This mapping over {@code defaults}: mappings are merged, all else replaces, as SAM does. */
  TemplateValue over(TemplateValue defaults) {
    if (!isMap() || !defaults.isMap()) {
      return this;
    }
    Map<String, TemplateValue> merged = new LinkedHashMap<>(defaults.map("defaults"));
    map("values").forEach((key, value) -> merged.merge(key, value, (old, own) -> own.over(old)));
    return new TemplateValue(place, merged);
  }
}
