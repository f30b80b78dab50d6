package dev.banyan.jobs.mapping.spec;

import dev.banyan.jobs.image.ImageOptions;
import dev.banyan.jobs.image.ImageOptions.TooDeep;
import dev.banyan.jobs.image.TypeHint;
import dev.banyan.jobs.mapping.spec.ItemSpec.Each;
import dev.banyan.jobs.mapping.spec.ItemSpec.Oversize;
import dev.banyan.jobs.mapping.spec.ItemSpec.Ttl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what one document becomes in one table. */
final class ItemReader {

  static final List<String> KEYS =
      List.of(
          "table",
          "partition",
          "sort",
          "each",
          "when",
          "only",
          "exclude",
          "rename",
          "set",
          "types",
          "ttl",
          "indexes",
          "version",
          "origin",
          "order",
          "tooDeep",
          "oversize");

  private static final Map<String, TypeHint> HINTS = hints();
  private static final Map<String, Oversize> OVERSIZE =
      Map.of(
          "deadLetter", Oversize.DEAD_LETTER,
          "offload", Oversize.OFFLOAD,
          "split", Oversize.SPLIT);

  private final YamlNode node;
  private final Map<String, YamlNode> entries;

  private ItemReader(YamlNode node, Map<String, YamlNode> entries) {
    this.node = node;
    this.entries = entries;
  }

  private static Map<String, TypeHint> hints() {
    Map<String, TypeHint> hints = new LinkedHashMap<>();
    for (TypeHint hint : TypeHint.values()) {
      hints.put(hint.text(), hint);
    }
    return hints;
  }

  static ItemSpec read(YamlNode node, Map<String, YamlNode> entries) {
    return new ItemReader(node, entries).read();
  }

  private ItemSpec read() {
    KeyReader partition = KeyReader.read(required("partition"), "partition", "pk");
    YamlNode sortNode = entries.get("sort");
    KeyReader sort = sortNode == null ? null : KeyReader.read(sortNode, "sort", "sk");
    Ttl ttl = ttl();
    TableSpec table =
        new TableSpec(
            DynamoNames.checked(required("table"), "table"),
            partition.attribute(),
            sort == null ? null : sort.attribute(),
            ttl == null ? null : ttl.attribute(),
            indexes());
    ItemSpec spec =
        new ItemSpec(
            table,
            partition.value(),
            sort == null ? null : sort.value(),
            each(),
            when(),
            only(),
            paths("exclude"),
            rename(),
            set(),
            types(),
            ttl,
            text("version", "v"),
            text("origin", "origin"),
            new ImageOptions(keepOrder(), tooDeep()),
            oversize(table));
    new SpecRules(node, entries, spec).check();
    return spec;
  }

  private YamlNode required(String key) {
    return SpecReader.required(node, entries, key);
  }

  private String text(String key, String otherwise) {
    YamlNode value = entries.get(key);
    return value == null ? otherwise : value.text(key);
  }

  private @Nullable Each each() {
    YamlNode each = entries.get("each");
    if (each == null) {
      return null;
    }
    if (!each.isMap()) {
      FieldPath path = each.parsed("each", FieldPath::parse);
      return new Each(path, path.last());
    }
    Map<String, YamlNode> parts = each.entries("each", List.of("path", "as"));
    FieldPath path = SpecReader.required(each, parts, "path").parsed("path", FieldPath::parse);
    YamlNode as = parts.get("as");
    return new Each(path, as == null ? path.last() : as.text("as"));
  }

  private Condition when() {
    YamlNode when = entries.get("when");
    return when == null ? Condition.ALWAYS : ConditionReader.read(when);
  }

  private @Nullable List<String> only() {
    YamlNode only = entries.get("only");
    if (only == null) {
      return null;
    }
    List<String> names = new ArrayList<>();
    for (YamlNode each : only.list("only")) {
      FieldPath path = each.parsed("only", FieldPath::parse);
      if (!path.isTopLevel()) {
        throw each.error("only takes top-level fields; 'set' copies a nested one");
      }
      names.add(path.first());
    }
    return names;
  }

  private List<FieldPath> paths(String key) {
    YamlNode value = entries.get(key);
    return value == null
        ? List.of()
        : value.list(key).stream().map(each -> each.parsed(key, FieldPath::parse)).toList();
  }

  private static FieldPath path(String text, YamlNode place) {
    try {
      return FieldPath.parse(text);
    } catch (IllegalArgumentException e) {
      throw place.error("'" + text + "': " + e.getMessage());
    }
  }

  private Map<FieldPath, FieldPath> rename() {
    Map<FieldPath, FieldPath> renames = new LinkedHashMap<>();
    YamlNode value = entries.get("rename");
    if (value != null) {
      value
          .entries("rename")
          .forEach(
              (from, to) -> renames.put(path(from, to), to.parsed("rename", FieldPath::parse)));
    }
    return renames;
  }

  private Map<FieldPath, TypeHint> types() {
    Map<FieldPath, TypeHint> types = new LinkedHashMap<>();
    YamlNode value = entries.get("types");
    if (value != null) {
      value
          .entries("types")
          .forEach((path, hint) -> types.put(path(path, hint), hint.choice("type", HINTS)));
    }
    return types;
  }

  private Map<FieldPath, Value> set() {
    Map<FieldPath, Value> values = new LinkedHashMap<>();
    YamlNode value = entries.get("set");
    if (value != null) {
      value.entries("set").forEach((path, made) -> values.put(path(path, made), value(made)));
    }
    return values;
  }

  private static Value value(YamlNode node) {
    if (!node.isMap()) {
      Object constant = node.constant("a value");
      return constant instanceof String text && text.contains("{")
          ? new Value.Text(node.parsed("a template", Template::parse))
          : new Value.Constant(constant);
    }
    node.refuseUnquotedTemplate("a value");
    Map<String, YamlNode> parts = node.entries("a value", List.of("path", "as", "constant"));
    YamlNode constant = parts.get("constant");
    if (constant != null) {
      return new Value.Constant(constant.constant("constant"));
    }
    YamlNode as = parts.get("as");
    return new Value.Copy(
        SpecReader.required(node, parts, "path").parsed("path", FieldPath::parse),
        as == null ? null : as.choice("type", HINTS));
  }

  private @Nullable Ttl ttl() {
    YamlNode ttl = entries.get("ttl");
    if (ttl == null) {
      return null;
    }
    Map<String, YamlNode> parts = ttl.entries("ttl", List.of("attribute", "path", "plus"));
    YamlNode plus = parts.get("plus");
    YamlNode attribute = parts.get("attribute");
    return new Ttl(
        attribute == null ? "expiresAt" : attribute.text("attribute"),
        SpecReader.required(ttl, parts, "path").parsed("path", FieldPath::parse),
        plus == null ? Duration.ZERO : plus.parsed("plus", ItemReader::duration));
  }

  /** Like 90s, 15m, 12h or 30d. */
  private static Duration duration(String text) {
    if (!text.matches("[0-9]{1,9}[smhd]")) {
      throw new IllegalArgumentException("'" + text + "' is no time; write 90s, 15m, 12h or 30d");
    }
    long amount = Long.parseLong(text.substring(0, text.length() - 1));
    return switch (text.charAt(text.length() - 1)) {
      case 's' -> Duration.ofSeconds(amount);
      case 'm' -> Duration.ofMinutes(amount);
      case 'h' -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  private List<TableSpec.Index> indexes() {
    YamlNode value = entries.get("indexes");
    if (value == null) {
      return List.of();
    }
    List<TableSpec.Index> indexes = new ArrayList<>();
    for (YamlNode each : value.list("indexes")) {
      indexes.add(KeyReader.index(each));
    }
    return indexes;
  }

  private boolean keepOrder() {
    YamlNode order = entries.get("order");
    return order != null && order.choice("order", Map.of("keep", true, "drop", false));
  }

  private TooDeep tooDeep() {
    YamlNode value = entries.get("tooDeep");
    return value == null
        ? TooDeep.BYTES
        : value.choice("tooDeep", Map.of("bytes", TooDeep.BYTES, "refuse", TooDeep.REFUSE));
  }

  private Oversize oversize(TableSpec table) {
    YamlNode value = entries.get("oversize");
    Oversize choice = value == null ? Oversize.DEAD_LETTER : value.choice("oversize", OVERSIZE);
    TableSpec.KeyAttribute sort = table.sort();
    if (value != null && choice == Oversize.SPLIT && (sort == null || sort.type() != 'S')) {
      throw value.error("split needs a sort key of type S, which the parts' numbers go behind");
    }
    return choice;
  }
}
