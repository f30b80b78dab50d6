package dev.banyan.jobs.mapping;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.banyan.jobs.image.ImageWriter;
import dev.banyan.jobs.image.JsonBuffer;
import dev.banyan.jobs.image.TypeTree;
import dev.banyan.jobs.mapping.spec.FieldPath;
import dev.banyan.jobs.mapping.spec.ItemSpec;
import dev.banyan.jobs.mapping.spec.Template.Placeholder;
import dev.banyan.jobs.mapping.spec.Value;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** The attributes that a mapping makes, as a tree: {@code a.b} goes into a map {@code a}. */
final class MadeValues {

  /** Writes a value; -1 if there is none and nothing was written. */
  interface Writer {
    int write(Slots slots, ItemBuffers buffers);
  }

  /** An attribute or an entry. */
  record Made(AttributeName name, Writer writer) {}

  private static final class Branch {
    private final Map<String, Branch> below = new LinkedHashMap<>();
    private @Nullable Writer writer;
  }

  private MadeValues() {}

  /** Prepares all values of an item. */
  static List<Made> of(ItemSpec spec, TypeTree tree, ToIntFunction<FieldPath> slotOf) {
    Branch root = new Branch();
    spec.set().forEach((path, value) -> at(root, path).writer = writer(value, path, slotOf));
    spec.rename()
        .forEach(
            (from, to) -> {
              if (!FieldRules.siblings(from, to)) {
                at(root, to).writer =
                    copy(slotOf.applyAsInt(inElement(spec, from)), below(tree, from), depth(to));
              }
            });
    return entries(root);
  }

  /** Renames mean the element where an item is made of one. */
  private static FieldPath inElement(ItemSpec spec, FieldPath path) {
    ItemSpec.Each each = spec.each();
    if (each == null) {
      return path;
    }
    List<String> names = new ArrayList<>(List.of(each.as()));
    names.addAll(path.names());
    return new FieldPath(names);
  }

  private static @Nullable TypeTree below(TypeTree tree, FieldPath path) {
    TypeTree node = tree;
    for (String name : path.names()) {
      byte[] bytes = name.getBytes(UTF_8);
      node = node == null ? null : node.field(bytes, 0, bytes.length);
    }
    return node;
  }

  private static Branch at(Branch root, FieldPath path) {
    Branch node = root;
    for (String name : path.names()) {
      node = node.below.computeIfAbsent(name, n -> new Branch());
    }
    return node;
  }

  private static List<Made> entries(Branch branch) {
    List<Made> made = new ArrayList<>();
    branch.below.forEach(
        (name, each) ->
            made.add(
                new Made(
                    AttributeName.of(name),
                    each.writer == null ? map(entries(each)) : each.writer)));
    return List.copyOf(made);
  }

  /** Maps around the value at a path. */
  private static int depth(FieldPath path) {
    return path.names().size() - 1;
  }

  private static Writer writer(Value value, FieldPath to, ToIntFunction<FieldPath> slotOf) {
    if (value instanceof Value.Constant constant) {
      return constant(constant.value());
    }
    if (value instanceof Value.Text text) {
      return text(
          new TemplateWriter(
              text.template(), (Placeholder placeholder) -> slotOf.applyAsInt(placeholder.path())));
    }
    Value.Copy copy = (Value.Copy) value;
    TypeTree tree = copy.hint() == null ? null : new TypeTree.Builder().hint(copy.hint()).build();
    return copy(slotOf.applyAsInt(copy.path()), tree, depth(to));
  }

  private static Writer copy(int slot, @Nullable TypeTree tree, int depth) {
    return (slots, buffers) ->
        slots.has(slot)
            ? buffers
                .images()
                .value(
                    slots.bytes(slot),
                    slots.type(slot),
                    slots.start(slot),
                    slots.end(slot),
                    tree,
                    depth)
            : -1;
  }

  private static Writer text(TemplateWriter template) {
    return (slots, buffers) -> {
      JsonBuffer scratch = buffers.scratch();
      scratch.rewind(0);
      template.write(slots, scratch);
      JsonBuffer out = buffers.out();
      out.ascii("{\"S\":\"");
      out.text(scratch.array(), 0, scratch.position());
      out.ascii("\"}");
      return scratch.position();
    };
  }

  private static Writer constant(@Nullable Object value) {
    JsonBuffer json = new JsonBuffer(64);
    int size;
    if (value == null) {
      json.ascii("{\"NULL\":true}");
      size = 1;
    } else if (value instanceof Boolean bool) {
      json.ascii("{\"BOOL\":" + bool + "}");
      size = 1;
    } else if (value instanceof String text) {
      byte[] utf8 = text.getBytes(UTF_8);
      json.ascii("{\"S\":\"").text(utf8, 0, utf8.length);
      json.ascii("\"}");
      size = utf8.length;
    } else {
      String digits = new BigDecimal(value.toString()).toString();
      json.ascii("{\"N\":\"" + digits + "\"}");
      size = ImageWriter.numberSize(digits.getBytes(US_ASCII));
    }
    byte[] bytes = json.copy(0);
    return (slots, buffers) -> {
      buffers.out().raw(bytes);
      return size;
    };
  }

  /** A map of those entries that there are; none of them, no map. */
  private static Writer map(List<Made> entries) {
    return (slots, buffers) -> {
      JsonBuffer out = buffers.out();
      int start = out.position();
      out.ascii("{\"M\":{");
      int size = 3;
      boolean some = false;
      for (Made entry : entries) {
        int before = out.position();
        if (some) {
          out.raw(',');
        }
        out.raw('"').raw(entry.name.json()).raw('"').raw(':');
        int written = entry.writer.write(slots, buffers);
        if (written < 0) {
          out.rewind(before);
        } else {
          some = true;
          size += 1 + entry.name.bytes().length + written;
        }
      }
      out.ascii("}}");
      if (!some) {
        out.rewind(start);
        return -1;
      }
      return size;
    };
  }
}
