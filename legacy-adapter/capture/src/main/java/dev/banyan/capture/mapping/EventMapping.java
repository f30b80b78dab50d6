package dev.banyan.capture.mapping;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The declared mapping of one collection.
 *
 * <p>Inserts, updates and replacements become {@code <event>.put} with the fields; deletes become
 * {@code <event>.deleted} with the delete fields, which are found in the pre-image, in the {@code
 * _id}, or in the parts of the {@code _id} that the template names. {@code _id:1} is the first part
 * of a text {@code _id} between colons.
 *
 * @param collection the collection's name
 * @param event first part of the event types, such as {@code follow}
 * @param capability the capability that the collection belongs to
 * @param partitionKey path or template; events with one key stay in order. Its value must never
 *     change for a document
 * @param subject path or template of the event's subject
 * @param fields the data of a put: nothing else leaves the monolith
 * @param deleteFields the data of a delete
 * @param id template of a text {@code _id}, such as {@code {follower}:{followee}}; null if it has
 *     no parts
 * @param shape types of the events, and whether an embedded array makes several
 */
public record EventMapping(
    String collection,
    String event,
    String capability,
    String partitionKey,
    String subject,
    List<FieldMapping> fields,
    List<FieldMapping> deleteFields,
    @Nullable String id,
    EventShape shape) {

  static final String ID = "_id";

  public EventMapping {
    requireText("collection", collection);
    requireText("event", event);
    requireText("capability of " + collection, capability);
    requireText("partition key of " + collection, partitionKey);
    requireText("subject of " + collection, subject);
    if (fields.isEmpty()) {
      throw new IllegalArgumentException("the mapping of " + collection + " needs fields");
    }
    fields = List.copyOf(fields);
    deleteFields = List.copyOf(deleteFields);
    TextTemplate.ofPathOrTemplate(partitionKey);
    TextTemplate.ofPathOrTemplate(subject);
    paths(partitionKey, subject, fields, shape).forEach(EventMapping::requireIdPart);
    if (id != null && TextTemplate.parse(id).names().isEmpty()) {
      throw new IllegalArgumentException(
          "the id template of " + collection + " names no part: '" + id + "'");
    }
  }

  /** A mapping of a whole document whose collection may come later. */
  public EventMapping(
      String collection,
      String event,
      String capability,
      String partitionKey,
      String subject,
      List<FieldMapping> fields,
      List<FieldMapping> deleteFields,
      @Nullable String id) {
    this(
        collection,
        event,
        capability,
        partitionKey,
        subject,
        fields,
        deleteFields,
        id,
        EventShape.of(event));
  }

  private static void requireText(String name, String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException("the " + name + " must not be blank");
    }
  }

  /**
   * A mapping with the usual rest: subject is the {@code _id}; a delete carries the fields that
   * come from the {@code _id} or its parts.
   *
   * @param id template of the {@code _id}, or null
   */
  public static EventMapping of(
      String collection,
      String event,
      String capability,
      String partitionKey,
      @Nullable String id,
      List<String> fields) {
    List<FieldMapping> parsed = fields.stream().map(FieldMapping::parse).toList();
    return new EventMapping(
        collection,
        event,
        capability,
        partitionKey,
        ID,
        parsed,
        keyFields(parsed, id, partitionKey),
        id);
  }

  /** The fields that come from the {@code _id}, from its parts, or that make the partition key. */
  public static List<FieldMapping> keyFields(
      List<FieldMapping> fields, @Nullable String id, String partitionKey) {
    Set<String> paths = new LinkedHashSet<>(TextTemplate.ofPathOrTemplate(partitionKey).names());
    Optional.ofNullable(id).map(TextTemplate::parse).ifPresent(t -> paths.addAll(t.names()));
    return fields.stream()
        .filter(field -> isIdPath(field.source()) || paths.contains(field.source()))
        .toList();
  }

  /** Paths that a delete needs and neither the {@code _id} nor its template holds, in order. */
  public List<String> pathsThatNeedPreImages() {
    List<String> needed = new ArrayList<>(TextTemplate.ofPathOrTemplate(partitionKey).names());
    needed.addAll(TextTemplate.ofPathOrTemplate(subject).names());
    deleteFields.stream()
        .filter(field -> !field.optional())
        .map(FieldMapping::source)
        .forEach(needed::add);
    List<String> parts = id == null ? List.of() : TextTemplate.parse(id).names();
    Stream<String> array = Stream.ofNullable(shape.each());
    return Stream.concat(array, needed.stream())
        .filter(path -> !isIdPath(path) && !parts.contains(path) && !isElementOf(path))
        .distinct()
        .toList();
  }

  /** Paths of a document that it reads: of the partition key and subject, then of the fields. */
  public List<String> paths() {
    return paths(partitionKey, subject, fields, shape)
        .filter(path -> !isIdPath(path) && !isElementOf(path))
        .distinct()
        .toList();
  }

  private static Stream<String> paths(
      String partitionKey, String subject, List<FieldMapping> fields, EventShape shape) {
    Stream<String> keys =
        Stream.of(partitionKey, subject)
            .flatMap(text -> TextTemplate.ofPathOrTemplate(text).names().stream());
    return Stream.concat(
        Stream.concat(keys, Stream.ofNullable(shape.each())),
        fields.stream().map(FieldMapping::source));
  }

  private static void requireIdPart(String path) {
    if (path.startsWith(ID + ":") && !path.matches(ID + ":[1-9]\\d?")) {
      throw new IllegalArgumentException(
          "'" + path + "' is no part of an _id; the first part between colons is _id:1");
    }
  }

  /** Whether a document without the path has no event at all. */
  public boolean isKeyPath(String path) {
    return TextTemplate.ofPathOrTemplate(partitionKey).names().contains(path)
        || TextTemplate.ofPathOrTemplate(subject).names().contains(path);
  }

  private boolean isElementOf(String path) {
    return shape.each() != null && EventShape.isElement(path);
  }

  static boolean isIdPath(String path) {
    return path.equals(ID) || path.startsWith(ID + ".") || path.startsWith(ID + ":");
  }
}
