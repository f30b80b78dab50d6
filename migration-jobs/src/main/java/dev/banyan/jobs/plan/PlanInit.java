package dev.banyan.jobs.plan;

import dev.banyan.jobs.image.RefusedException;
import dev.banyan.jobs.mapping.MappingFile;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.bson.RawBsonDocument;

/** Proposes a mapping file from sampled documents. */
public final class PlanInit {

  /** Where editors find the schema; a copy is in this module's resources. */
  public static final String SCHEMA = "mapping.schema.json";

  private static final Map<String, String> HINTS =
      Map.of(
          "long", "int64",
          "double", "double",
          "decimal", "decimal",
          "date", "isoDate",
          "objectId", "objectId",
          "uuid", "uuid");
  private static final Map<String, String> KEY_TYPES =
      new TreeMap<>(
          Map.of(
              "string", "string",
              "objectId", "objectId",
              "int", "int32",
              "long", "int64",
              "double", "double",
              "date", "isoDate",
              "uuid", "uuid",
              "bool", "bool"));

  private PlanInit() {}

  /** The schema's text, to be written beside a proposed file under the name {@link #SCHEMA}. */
  public static String schema() {
    return MappingFile.schema();
  }

  /**
   * A mapping that loads as it stands, to be edited.
   *
   * @param collection its name in MongoDB, which is the table's too
   * @param sample how many documents to look at
   */
  public static String propose(String collection, DocumentSource source, int sample) {
    PathTypes types = new PathTypes();
    long count = 0;
    Iterator<RawBsonDocument> documents = source.sample(sample);
    while (documents.hasNext()) {
      ByteBuffer raw = documents.next().getByteBuffer().asNIO();
      int at = raw.arrayOffset() + raw.position();
      try {
        types.add(raw.array(), at, at + raw.remaining());
      } catch (RefusedException e) {
        // 'banyan plan' says what is wrong with it; a proposal does not need it.
      }
      count++;
    }
    return render(collection, types, count);
  }

  private static String render(String collection, PathTypes types, long count) {
    StringBuilder yaml = new StringBuilder();
    yaml.append("# yaml-language-server: $schema=").append(SCHEMA).append('\n');
    yaml.append("# Proposed from ")
        .append(count)
        .append(" documents; edit it, then run the plan.\n");
    yaml.append("collection: ").append(quoted(collection)).append('\n');
    yaml.append("table: ").append(quoted(table(collection))).append('\n');
    partition(yaml, types.paths().getOrDefault("_id", Map.of()));
    Map<String, String> hints = hints(types);
    hints.remove("_id");
    if (!hints.isEmpty()) {
      yaml.append("types:\n");
      hints.forEach(
          (path, hint) ->
              yaml.append("  ")
                  .append(quoted(path))
                  .append(": ")
                  .append(hint)
                  .append(drift(types.paths().getOrDefault(path, Map.of())))
                  .append('\n'));
    }
    return yaml.toString();
  }

  /** One type that a key can show plainly, or {@code any}, which no two values share. */
  private static void partition(StringBuilder yaml, Map<String, Long> idTypes) {
    String known = idTypes.size() == 1 ? KEY_TYPES.get(idTypes.keySet().iterator().next()) : null;
    if (known == null && !idTypes.isEmpty()) {
      yaml.append("# _id is ").append(PlanText.join(idTypes)).append('\n');
    }
    String placeholder = "{_id:" + (known == null ? "any" : known) + "}";
    yaml.append("partition: ").append(quoted(placeholder)).append('\n');
  }

  /** The hint for each path whose values are mostly of a type that a hint makes plain. */
  static Map<String, String> hints(PathTypes types) {
    Map<String, String> hints = new LinkedHashMap<>();
    types
        .paths()
        .forEach(
            (path, counts) ->
                counts.entrySet().stream()
                    .filter(e -> !e.getKey().equals("null"))
                    .max(Map.Entry.comparingByValue())
                    .map(e -> HINTS.get(e.getKey()))
                    .filter(hint -> usable(path))
                    .ifPresent(hint -> hints.put(path, hint)));
    return hints;
  }

  /** Data as a field name may be empty, which no path can say. */
  private static boolean usable(String path) {
    return !path.isEmpty() && !path.startsWith(".") && !path.endsWith(".") && !path.contains("..");
  }

  private static String drift(Map<String, Long> counts) {
    return counts.size() > 1 ? " # drifts: " + PlanText.join(counts) : "";
  }

  private static String table(String collection) {
    String table = collection.replaceAll("[^a-zA-Z0-9_.-]", "-");
    return table.length() < 3 ? table + "-table" : table;
  }

  /** A YAML string in double quotes. */
  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (isUnsafe(c)) {
        quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  /**
   * Whether YAML takes the character for something else: a control character, a line break, a byte
   * order mark, half of a character.
   */
  private static boolean isUnsafe(char c) {
    return c < 0x20
        || (c >= 0x7f && c < 0xa0)
        || c == '\u2028'
        || c == '\u2029'
        || c == '\ufeff'
        || Character.isSurrogate(c)
        || c >= 0xfffe;
  }
}
